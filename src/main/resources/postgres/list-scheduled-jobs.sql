-- one job, or those of a type and status that come after one, the newest first; with how far each is
with page as (
    select * from scheduled_job
    where ($1::text is null or job_id = $1) and ($2::text is null or job_type = $2) and ($3::text is null or status = $3)
        and ($4::timestamptz is null or created_at < $4 or created_at = $4 and job_id > $5::text)
    order by created_at desc, job_id limit $6
)
select p.*, c.* from page p cross join lateral (
    select count(*) as devices,
           count(*) filter (where d.status = 'failed') as failed,
           count(*) filter (where d.status = 'completed') as succeeded,
           count(*) filter (where d.status = 'running') as running,
           count(*) filter (where d.status in ('pending', 'scheduled')) as pending
    from scheduled_job_device d where d.job_id = p.job_id) c
order by p.created_at desc, p.job_id
