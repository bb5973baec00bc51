-- forgets some rows of jobs that ended so long ago, and the jobs that have none left
with old as (
    select job_id from scheduled_job where settled and ended_at < now() - $1::bigint * interval '1 millisecond'
    order by ended_at limit 100
), rows_gone as (
    delete from scheduled_job_device where (job_id, device_id, module_id) in (
        select job_id, device_id, module_id from scheduled_job_device where job_id in (select job_id from old) limit $2)
    returning 1
), jobs_gone as (
    delete from scheduled_job j where job_id in (select job_id from old)
        and not exists (select 1 from scheduled_job_device d where d.job_id = j.job_id)
    returning 1
)
select (select count(*) from rows_gone) + (select count(*) from jobs_gone)
