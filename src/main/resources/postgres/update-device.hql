update DeviceRow
set generationId = :generationId, etag = :etag, enabled = :enabled,
    statusReason = :statusReason, statusUpdatedAt = :statusUpdatedAt, authentication = :authentication,
    primaryKey = :primaryKey, secondaryKey = :secondaryKey,
    primaryThumbprint = :primaryThumbprint, secondaryThumbprint = :secondaryThumbprint
where deviceId = :id and etag = :expected
