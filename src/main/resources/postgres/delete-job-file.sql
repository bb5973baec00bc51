with gone as (
    delete from job_file where folder = $1 and name = $2 returning version
), content as (
    delete from job_file_version where version in (select version from gone)
)
select version from gone
