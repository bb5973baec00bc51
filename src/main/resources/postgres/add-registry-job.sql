-- no row when another job is not over; forgets jobs that ended before $11, and all but the newest $12
with forgotten as (
    delete from registry_job where status not in ('enqueued', 'running') and (ended_at < $11 or job_id in
        (select job_id from registry_job order by created_at desc, job_id offset $12 - 1))
)
insert into registry_job (job_id, type, status, created_at, input_uri, input_name, output_uri, output_name,
                          exclude_keys, storage_access, storage_identity)
values ($1, $2, 'enqueued', $3, $4, $5, $6, $7, $8, $9, $10)
on conflict do nothing
returning job_id
