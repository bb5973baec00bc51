-- The queries of the container URIs of a job, which may be signatures: sealed, and gone when the job is over.

alter table registry_job
    add column input_query  text not null default '',
    add column output_query text not null default '';
