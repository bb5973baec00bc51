insert into DeviceRow (deviceId, generationId, etag, enabled, statusReason, statusUpdatedAt, authentication,
                       primaryKey, secondaryKey, primaryThumbprint, secondaryThumbprint)
values (:id, :generationId, :etag, :enabled, :statusReason, :statusUpdatedAt, :authentication,
        :primaryKey, :secondaryKey, :primaryThumbprint, :secondaryThumbprint)
on conflict do nothing
