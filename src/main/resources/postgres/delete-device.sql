-- what is told of it is its twin as it was
with gone as (
    delete from device where device_id = :id and (:any or etag = :etag) returning device_id
), told as (
    insert into notification (source, device_id, module_id, generation_id, op_type, occurred_at, body)
    select n.source, n.device_id, n.module_id, n.generation_id, n.op_type, n.occurred_at, cast(nave_twin_body(t) as text)
    from jsonb_to_recordset(cast(cast(:notifications as text) as jsonb)) as n(
        source text, device_id text, module_id text, generation_id text, op_type text, occurred_at timestamptz, body text)
    join gone using (device_id)
    join twin t on t.device_id = n.device_id and t.module_id = n.module_id
)
select device_id from gone
