-- answers: is the device there, how many modules had it, was this one there, was it added
with owner as (
    select device_id from device where device_id = :device for no key update
), present as (
    select count(*) as modules, count(*) filter (where module_id = :module) as same from module where device_id = :device
), added as (
    insert into module (device_id, module_id, generation_id, etag, managed_by, authentication,
                        primary_key, secondary_key, primary_thumbprint, secondary_thumbprint)
    select m.* from jsonb_to_recordset(cast(cast(:modules as text) as jsonb)) as m(
        device_id text, module_id text, generation_id text, etag text, managed_by text,
        authentication text, primary_key text, secondary_key text, primary_thumbprint text, secondary_thumbprint text)
    join owner using (device_id) cross join present where present.modules < :max
    on conflict do nothing returning device_id
), told as (
    insert into notification (source, device_id, module_id, generation_id, op_type, occurred_at, body)
    select n.* from jsonb_to_recordset(cast(cast(:notifications as text) as jsonb)) as n(
        source text, device_id text, module_id text, generation_id text, op_type text, occurred_at timestamptz, body text)
    join added using (device_id)
)
select (select count(*) from owner), modules, same, (select count(*) from added) from present
