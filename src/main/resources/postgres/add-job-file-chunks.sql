with alive as (
    update job_file_version set touched_at = now() where version = $1 returning version
)
insert into job_file_chunk (version, number, body)
select version, c.number, c.body from alive, unnest(cast($2 as integer[]), cast($3 as bytea[])) as c(number, body)
