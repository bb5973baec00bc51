update registry_job set status = 'running', owner = $1, epoch = epoch + 1, lease_until = $3
where job_id = (
    select job_id from registry_job where status = 'enqueued' or status = 'running' and lease_until <= $2
    order by created_at limit 1 for update skip locked)
returning *
