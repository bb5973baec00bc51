-- many devices, each with its modules and notifications or, when its id is taken, not at all
with given as (
    select * from jsonb_to_recordset(cast(cast(:devices as text) as jsonb)) as d(
        device_id text, generation_id text, etag text, enabled boolean, status_reason text, status_updated_at timestamptz,
        authentication text, primary_key text, secondary_key text, primary_thumbprint text, secondary_thumbprint text,
        iot_edge boolean, device_scope text, parent_scopes text[])
), fresh as (
    insert into device (device_id, generation_id, etag, enabled, status_reason, status_updated_at, authentication,
                        primary_key, secondary_key, primary_thumbprint, secondary_thumbprint,
                        iot_edge, device_scope, parent_scopes)
    select * from given on conflict do nothing returning device_id
), modules as (
    insert into module (device_id, module_id, generation_id, etag, managed_by, authentication,
                        primary_key, secondary_key, primary_thumbprint, secondary_thumbprint)
    select m.* from jsonb_to_recordset(cast(cast(:modules as text) as jsonb)) as m(
        device_id text, module_id text, generation_id text, etag text, managed_by text,
        authentication text, primary_key text, secondary_key text, primary_thumbprint text, secondary_thumbprint text)
    join fresh using (device_id)
), told as (
    insert into notification (source, device_id, module_id, generation_id, op_type, occurred_at, body)
    select n.* from jsonb_to_recordset(cast(cast(:notifications as text) as jsonb)) as n(
        source text, device_id text, module_id text, generation_id text, op_type text, occurred_at timestamptz, body text)
    join fresh using (device_id)
)
select device_id from fresh
