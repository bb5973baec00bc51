-- a device that nobody else changed; a gateway gets the system modules that it lacks, a device that is none loses them
with given as (
    select * from jsonb_to_recordset(cast(cast(:devices as text) as jsonb)) as d(
        device_id text, generation_id text, etag text, enabled boolean, status_reason text, status_updated_at timestamptz,
        authentication text, primary_key text, secondary_key text, primary_thumbprint text, secondary_thumbprint text,
        iot_edge boolean, device_scope text, parent_scopes text[])
), changed as (
    update device d
    set generation_id = g.generation_id, etag = g.etag, enabled = g.enabled, status_reason = g.status_reason,
        status_updated_at = g.status_updated_at, authentication = g.authentication,
        primary_key = g.primary_key, secondary_key = g.secondary_key,
        primary_thumbprint = g.primary_thumbprint, secondary_thumbprint = g.secondary_thumbprint,
        iot_edge = g.iot_edge, device_scope = g.device_scope, parent_scopes = g.parent_scopes
    from given g where d.device_id = g.device_id and d.etag = :expected
    returning d.device_id, d.iot_edge
), added as (
    insert into module (device_id, module_id, generation_id, etag, managed_by, authentication,
                        primary_key, secondary_key, primary_thumbprint, secondary_thumbprint)
    select m.* from jsonb_to_recordset(cast(cast(:modules as text) as jsonb)) as m(
        device_id text, module_id text, generation_id text, etag text, managed_by text,
        authentication text, primary_key text, secondary_key text, primary_thumbprint text, secondary_thumbprint text)
    join changed using (device_id) on conflict do nothing
), removed as (
    delete from module m using changed c
    where m.device_id = c.device_id and not c.iot_edge and m.module_id in ('$edgeAgent', '$edgeHub')
)
select device_id from changed
