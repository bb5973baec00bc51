-- the name stands for the new version from here on; no row when there is no room for one more name
with old as (
    select version from job_file where folder = $1 and name = $2 for update
), room as (
    select 1 where exists (select 1 from old) or (select count(*) from job_file) < $5
), put as (
    insert into job_file (folder, name, version, size, modified_at) select $1, $2, $3, $4, now() from room
    on conflict (folder, name) do update
    set version = excluded.version, size = excluded.size, modified_at = excluded.modified_at
    returning version, size, modified_at
), gone as (
    delete from job_file_version where version in (select version from old)
)
select version, size, modified_at from put
