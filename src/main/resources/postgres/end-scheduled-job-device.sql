-- what became of a device that a replica was given; nothing when it is no longer that replica's
update scheduled_job_device set status = $5, method_status = $6, method_payload = $7, error_code = $8, error_description = $9,
    updated_at = now(), ended_at = case when $5 = 'pending' then null else now() end
where job_id = $1 and device_id = $2 and module_id = $3 and epoch = $4 and status = 'running'
