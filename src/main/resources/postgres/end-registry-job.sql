update registry_job set status = $3, failure_reason = $4, ended_at = $5, input_query = '', output_query = '',
    progress = case when $3 = 'completed' then 100 else progress end
where job_id = $1 and epoch = $2 and status = 'running'
returning job_id
