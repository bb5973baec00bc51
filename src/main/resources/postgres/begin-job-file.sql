-- a new version, and away with those whose writer has not come back for an hour
with stale as (
    delete from job_file_version v where touched_at < now() - interval '1 hour'
    and not exists (select 1 from job_file f where f.version = v.version)
)
insert into job_file_version default values returning version
