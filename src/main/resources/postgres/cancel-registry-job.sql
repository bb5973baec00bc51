with cancelled as (
    update registry_job set status = 'cancelled', ended_at = $2, input_query = '', output_query = ''
    where job_id = $1 and status in ('enqueued', 'running') returning *
)
select * from cancelled
union all
select * from registry_job where job_id = $1 and not exists (select 1 from cancelled)
