-- Imports and exports of the identity registry, and the files they read and write.

create table registry_job (
    job_id           text collate "C" primary key,
    type             text        not null check (type in ('import', 'export')),
    status           text        not null check (status in ('enqueued', 'running', 'completed', 'failed', 'cancelled')),
    progress         integer     not null default 0,
    input_uri        text        not null,               -- empty for an export
    input_name       text        not null,
    output_uri       text        not null,
    output_name      text        not null,
    exclude_keys     boolean     not null,
    storage_access   text        not null,               -- empty when nothing was said
    storage_identity text        not null,
    failure_reason   text        not null default '',
    created_at       timestamptz not null,
    ended_at         timestamptz,
    -- who carries it out: a claim is (job_id, epoch), and a step is noted only under the present one
    owner            text        not null default '',
    epoch            bigint      not null default 0,
    lease_until      timestamptz not null default '-infinity',
    -- how far an import has come
    file_version     bigint      not null default 0,
    second_pass      boolean     not null default false,
    line             bigint      not null default 0,
    byte_offset      bigint      not null default 0,
    modules_seen     boolean     not null default false
);

-- one at a time
create unique index registry_job_active on registry_job ((true)) where status in ('enqueued', 'running');

create table registry_job_error (
    job_id text collate "C" not null references registry_job on delete cascade,
    line   bigint           not null,
    entry  text             not null,
    primary key (job_id, line)
);

-- a content as it was written once; it counts when a job_file names it
create table job_file_version (
    version    bigint generated always as identity primary key,
    touched_at timestamptz not null default now()
);

create table job_file_chunk (
    version bigint  not null references job_file_version on delete cascade,
    number  integer not null,
    body    bytea   not null,                            -- sealed: an export holds keys
    primary key (version, number)
);
alter table job_file_chunk alter column body set storage external;

create table job_file (
    folder      text collate "C" not null,
    name        text collate "C" not null,
    version     bigint           not null unique,
    size        bigint           not null,
    modified_at timestamptz      not null,
    primary key (folder, name)
);
