-- no row when another job is not over; forgets jobs that ended before $13, and all but the newest $14
with forgotten as (
    delete from registry_job where status not in ('enqueued', 'running') and (ended_at < $13 or job_id in
        (select job_id from registry_job order by created_at desc, job_id offset $14 - 1))
)
insert into registry_job (job_id, type, status, created_at, input_uri, input_name, output_uri, output_name,
                          exclude_keys, storage_access, storage_identity, input_query, output_query, configurations)
values ($1, $2, 'enqueued', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $15)
on conflict do nothing
returning job_id
