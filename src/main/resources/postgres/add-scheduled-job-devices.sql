-- a page of the selection, unless the claim is lost; the rows are in the order of their ids
with held as (
    update scheduled_job set last_device = ($3::text[])[cardinality($3::text[])], last_module = ($4::text[])[cardinality($4::text[])]
    where job_id = $1 and epoch = $2 and status = 'running' and not selected returning job_id
), added as (
    insert into scheduled_job_device (job_id, device_id, module_id)
    select job_id, s.device_id, s.module_id from held, unnest($3::text[], $4::text[]) as s(device_id, module_id)
    on conflict do nothing
)
select job_id from held
