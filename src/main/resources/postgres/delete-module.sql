with gone as (
    delete from module where device_id = :device and module_id = :module and (:any or etag = :etag) returning device_id
), told as (
    insert into notification (source, device_id, module_id, generation_id, op_type, occurred_at, body)
    select n.* from jsonb_to_recordset(cast(cast(:notifications as text) as jsonb)) as n(
        source text, device_id text, module_id text, generation_id text, op_type text, occurred_at timestamptz, body text)
    join gone using (device_id)
)
select device_id from gone
