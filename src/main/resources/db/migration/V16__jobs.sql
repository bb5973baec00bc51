-- Scheduled jobs (/jobs/v2): what is to be done, and what became of it for each device.
--
--   scheduled_job          a job; who selects its devices is its owner, and it is worked on when the selection is whole
--   scheduled_job_device   a row for each device or module of a job, as it was selected once; what FROM devices.jobs shows:
--       deviceId              device_id          moduleId              module_id, empty for the device itself
--       jobId                 job_id             jobType               scheduled_job.job_type
--       status                status: pending, scheduled, running, completed, failed or canceled
--       startTimeUtc          started_at         endTimeUtc            ended_at; both null until then
--       createdDateTimeUtc    created_at         lastUpdatedDateTimeUtc  updated_at
--       outcome.deviceMethodResponse.status, .payload                  method_status, method_payload (JSON text); null without
--       error.code, .description                                       error_code, error_description; null without
--
-- Work of a replica that has died is free again: an owner counts while hub_replica says that it lives. The epoch of a row grows
-- with each taking, and who finishes shows the one he was given. A twin is written and its row ended in one transaction, so that
-- nobody applies it twice. Times are the database's.

create table scheduled_job (
    job_id          text collate "C" primary key,
    job_type        text        not null check (job_type in ('scheduleUpdateTwin', 'scheduleDeviceMethod',
                                                             'scheduleCloudToDeviceMessage')),
    task            text        not null,                     -- JSON: the member of the request that says what to do
    query_condition text        not null,
    status          text        not null check (status in ('queued', 'scheduled', 'running', 'completed', 'failed', 'cancelled')),
    failure_reason  text        not null default '',
    created_at      timestamptz not null default now(),
    start_at        timestamptz,                              -- when it may begin; null: at once
    max_seconds     integer     not null,                     -- how long it may take from its beginning
    deadline        timestamptz not null default 'infinity',  -- the end of that
    ended_at        timestamptz,
    -- the selection of devices, in the order of their ids: how far it is, and who is at it
    selected        boolean     not null default false,       -- it is whole
    last_device     text collate "C" not null default '',
    last_module     text collate "C" not null default '',
    owner           text        not null default '',
    epoch           bigint      not null default 0,
    settled         boolean     not null default false        -- it is over, and so is every row of it
);
create index scheduled_job_open on scheduled_job (created_at) where not settled;
create index scheduled_job_listing on scheduled_job (created_at desc, job_id);

create table scheduled_job_device (
    job_id            text collate "C" not null references scheduled_job on delete cascade,
    device_id         text collate "C" not null,
    module_id         text collate "C" not null default '',
    status            text        not null default 'pending'
                      check (status in ('pending', 'scheduled', 'running', 'completed', 'failed', 'canceled')),
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    started_at        timestamptz,
    ended_at          timestamptz,
    method_status     integer,
    method_payload    text,
    error_code        text,
    error_description text,
    owner             text        not null default '',
    epoch             bigint      not null default 0,         -- also how often it was tried
    primary key (job_id, device_id, module_id)
) with (fillfactor = 80);
create index scheduled_job_device_open on scheduled_job_device (job_id, status, device_id, module_id)
    where status in ('pending', 'scheduled', 'running');
create index scheduled_job_device_status on scheduled_job_device (job_id, status);
create index scheduled_job_device_device on scheduled_job_device (device_id, module_id);

create function nave_replica_lives(replica text) returns boolean language sql stable as $$
    select exists (select 1 from hub_replica where incarnation = replica and live_until > now())
$$;

-- The state of a job for back ends. A job is about no device, so that it is told in the name of the hub.
create function nave_job_told(j scheduled_job, op text) returns void language sql as $$
    insert into notification (source, device_id, module_id, generation_id, op_type, occurred_at, body)
    values ('DEVICE_JOB_LIFECYCLE', '$hub', '', '', op, clock_timestamp(),
        jsonb_strip_nulls(jsonb_build_object('jobId', j.job_id, 'jobType', j.job_type, 'status', j.status,
            'queryCondition', j.query_condition, 'createdTime', nave_twin_time(j.created_at),
            'startTime', nave_twin_time(j.start_at), 'endTime', nave_twin_time(j.ended_at),
            'failureReason', nullif(j.failure_reason, '')))::text)
$$;

-- Adds a job unless one of that id is known ('known') or too many are not over ('many'): 'added'. One at a time, so that two
-- callers do not both take the last place.
create function nave_job_add(id text, kind text, what text, condition text, start timestamptz, seconds integer,
    max_active integer, max_waiting integer, tell boolean) returns text language plpgsql as $$
declare
    j      scheduled_job;
    future boolean := start > now();
begin
    perform pg_advisory_xact_lock(hashtext('scheduled_job'));
    if exists (select 1 from scheduled_job where job_id = id) then
        return 'known';
    end if;
    if (select count(*) >= case when future then max_waiting else max_active end from scheduled_job
        where not settled and status = any(case when future then array['scheduled'] else array['queued', 'running'] end)) then
        return 'many';
    end if;
    insert into scheduled_job (job_id, job_type, task, query_condition, status, start_at, max_seconds)
        values (id, kind, what, condition, case when future then 'scheduled' else 'queued' end, start, seconds)
        returning * into j;
    if tell then
        perform nave_job_told(j, 'createJob');
    end if;
    return 'added';
end $$;

-- Has a replica select the devices of the oldest job that may begin, or whose selector has died.
create function nave_job_begin(replica text, max_active integer, tell boolean) returns setof scheduled_job
language plpgsql as $$
declare
    j        scheduled_job;
    starting boolean;
begin
    perform pg_advisory_xact_lock(hashtext('scheduled_job'));
    select * into j from scheduled_job
        where not settled and (status in ('queued', 'scheduled') and coalesce(start_at, created_at) <= now()
                and (select count(*) from scheduled_job where not settled and status = 'running') < max_active
            or status = 'running' and not selected and (owner = replica or not nave_replica_lives(owner)))
            and nave_replica_lives(replica)
        order by created_at limit 1 for no key update;
    if not found then
        return;
    end if;
    starting := j.status <> 'running';
    update scheduled_job set status = 'running', owner = replica, epoch = epoch + 1,
            deadline = case when starting then now() + max_seconds * interval '1 second' else deadline end
        where job_id = j.job_id returning * into j;
    if tell and starting then
        perform nave_job_told(j, 'startJob');
    end if;
    return next j;
end $$;

-- Applies a twin job to its next devices, in the order of their ids so that two callers never wait for each other in a circle.
-- The words for what a write may be refused for come with the call: by outcome, code and description. A cancellation waits for
-- the end of this; afterwards nothing is applied.
create function nave_job_update_twins(job text, at_most integer, expected bigint, new_tags jsonb, new_desired jsonb,
    max_tags integer, max_desired integer, kept integer, tell boolean, refusals jsonb)
    returns table (device text, module text, written boolean, version bigint) language plpgsql as $$
declare
    r      record;
    result text;
begin
    perform 1 from scheduled_job where job_id = job and status = 'running' and selected and deadline > now() for share;
    if not found then
        return;
    end if;
    for r in select d.device_id, d.module_id from scheduled_job_device d
        where d.job_id = job and d.status = 'pending'
        order by d.device_id, d.module_id limit at_most for no key update skip locked
    loop
        select w.outcome into result from nave_twin_write(r.device_id, r.module_id, expected, new_tags, new_desired, false,
            max_tags, max_desired, kept, tell) w;
        device := r.device_id;
        module := r.module_id;
        written := result = 'done';
        version := (select t.desired_version from twin t where t.device_id = r.device_id and t.module_id = r.module_id);
        update scheduled_job_device d set status = case when written then 'completed' else 'failed' end,
                started_at = now(), ended_at = clock_timestamp(), updated_at = clock_timestamp(), epoch = d.epoch + 1,
                error_code = refusals -> result ->> 0, error_description = refusals -> result ->> 1
            where d.job_id = job and d.device_id = r.device_id and d.module_id = r.module_id;
        return next;
    end loop;
end $$;

-- Gives a replica the next devices of a job whose calls it makes itself; those of replicas that have died are given again, until
-- they were tried so often.
create function nave_job_take(job text, replica text, at_most integer, max_tries integer, code text, description text)
    returns table (device text, module text, claim bigint) language plpgsql as $$
begin
    perform 1 from scheduled_job where job_id = job and status = 'running' and selected and deadline > now()
        and nave_replica_lives(replica) for share;
    if not found then
        return;
    end if;
    return query
        with free as (
            select f.device_id, f.module_id, f.epoch from scheduled_job_device f
            where f.job_id = job and (f.status = 'pending' or f.status = 'running' and not nave_replica_lives(f.owner))
            order by f.status, f.device_id, f.module_id limit at_most for no key update skip locked
        ), worn_out as (
            update scheduled_job_device d set status = 'failed', ended_at = now(), updated_at = now(), epoch = d.epoch + 1,
                    error_code = code, error_description = nave_job_take.description
                from free f
                where d.job_id = job and d.device_id = f.device_id and d.module_id = f.module_id and f.epoch >= max_tries
        )
        update scheduled_job_device d set status = 'running', owner = replica, epoch = d.epoch + 1, updated_at = now(),
                started_at = coalesce(d.started_at, now())
            from free f
            where d.job_id = job and d.device_id = f.device_id and d.module_id = f.module_id and f.epoch < max_tries
            returning d.device_id, d.module_id, d.epoch;
end $$;

-- Ends what is left of jobs that were cancelled, failed, or have run out of time, so many rows at a time; a call that is under way
-- is waited for unless the time is over. Then ends the jobs all of whose rows have ended. Answers how many rows and jobs that were.
create function nave_job_close(at_most integer, code text, description text, tell boolean) returns integer
language plpgsql as $$
declare
    j      scheduled_job;
    ended  integer;
    total  integer := 0;
    late   boolean;
begin
    for j in select * from scheduled_job where not settled and (selected or status in ('failed', 'cancelled') or deadline <= now())
            and status not in ('queued', 'scheduled')
        order by created_at for no key update skip locked
    loop
        late := j.deadline <= now();
        if late or j.status <> 'running' then
            update scheduled_job_device d
                set status = case when j.status = 'running' then 'failed' else 'canceled' end,
                    error_code = case when j.status = 'running' then code end,
                    error_description = case when j.status = 'running' then nave_job_close.description end,
                    ended_at = now(), updated_at = now(), epoch = d.epoch + 1
                from (select f.device_id, f.module_id from scheduled_job_device f
                    where f.job_id = j.job_id and (f.status in ('pending', 'scheduled')
                        or f.status = 'running' and (late or not nave_replica_lives(f.owner)))
                    limit at_most for no key update skip locked) rest
                where d.job_id = j.job_id and d.device_id = rest.device_id and d.module_id = rest.module_id;
            get diagnostics ended = row_count;
            total := total + ended;
        end if;
        if not exists (select 1 from scheduled_job_device d
                where d.job_id = j.job_id and d.status in ('pending', 'scheduled', 'running')) then
            total := total + 1;
            update scheduled_job set settled = true, status = case when status = 'running' then 'completed' else status end,
                    ended_at = coalesce(ended_at, now())
                where job_id = j.job_id returning * into j;
            if tell and j.status = 'completed' then
                perform nave_job_told(j, 'completeJob');
            end if;
        end if;
    end loop;
    return total;
end $$;

-- Ends a job that is not over, as 'cancelled' or 'failed'; a failure needs the claim of who selects its devices.
create function nave_job_end(id text, claim bigint, outcome text, reason text, tell boolean) returns boolean
language plpgsql as $$
declare
    j scheduled_job;
begin
    update scheduled_job set status = outcome, failure_reason = reason, ended_at = now()
        where job_id = id and status in ('queued', 'scheduled', 'running') and (claim is null or epoch = claim and not selected)
        returning * into j;
    if not found then
        return false;
    end if;
    if tell then
        perform nave_job_told(j, case outcome when 'failed' then 'failJob' else 'cancelJob' end);
    end if;
    return true;
end $$;
