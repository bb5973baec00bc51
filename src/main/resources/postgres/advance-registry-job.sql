with held as (
    update registry_job set progress = $3, file_version = $4, second_pass = $5, line = $6, byte_offset = $7, modules_seen = $8
    where job_id = $1 and epoch = $2 and status = 'running' returning job_id
), noted as (
    insert into registry_job_error (job_id, line, entry)
    select job_id, e.line, e.entry from held, unnest(cast($9 as bigint[]), cast($10 as text[])) as e(line, entry)
    on conflict (job_id, line) do update set entry = excluded.entry
)
select job_id from held
