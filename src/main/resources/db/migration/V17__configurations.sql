-- Automatic configurations: what they are, whose twins are to be looked at, and how a twin is brought to what they want.
--
--   configuration        one row each
--   configuration_set    one row: counts changes of the whole, and says when all twins are to be looked at next, and by whom
--   configuration_look   twins that changed and are to be looked at; a row for each change, so that none is lost to another

create index twin_configured on twin (device_id, module_id) where configurations <> '{}';

create table configuration (
    id               text collate "C" primary key,
    kind             text        not null check (kind in ('DEVICE', 'MODULE', 'EDGE')),
    content          jsonb       not null,
    schema_version   text        not null,
    labels           jsonb       not null,
    target_condition text        not null,               -- empty: nobody
    priority         integer     not null,
    metrics          jsonb       not null,               -- {"name": "query"}
    results          jsonb       not null default '{}',  -- as the last look at all twins left them
    revision         bigint      not null default 1,
    created_at       timestamptz not null default clock_timestamp(),
    updated_at       timestamptz not null default clock_timestamp()
);

create table configuration_set (
    id               boolean primary key default true check (id),
    generation       bigint      not null default 1,
    active           boolean     not null default false, -- there is at least one configuration
    watches_reported boolean     not null default false, -- a condition asks for reported properties
    -- the look at all twins: a claim is its epoch
    due_at           timestamptz not null default 'infinity',
    epoch            bigint      not null default 0,
    lease_until      timestamptz not null default '-infinity'
);
insert into configuration_set default values;

create function nave_configurations_changed() returns trigger language plpgsql as $$
begin
    perform from configuration_set for update; -- what others committed meanwhile is seen by the next statement
    update configuration_set set generation = generation + 1, due_at = now(),
        active = exists (select from configuration),
        watches_reported = exists (select from configuration where target_condition ilike '%reported%');
    return null;
end $$;
create trigger configuration_added after insert or delete on configuration
    for each statement execute function nave_configurations_changed();
create trigger configuration_changed after update of target_condition, priority on configuration
    for each statement execute function nave_configurations_changed();

create table configuration_look (
    id          bigint generated always as identity primary key,
    device_id   text collate "C" not null,
    module_id   text collate "C" not null,
    lease_until timestamptz      not null default '-infinity'
);

-- Writes of configurations themselves are not looked at; they say so in a setting of their transaction.
create function nave_twin_looked_at() returns trigger language plpgsql as $$
begin
    if current_setting('nave.configuring', true) is distinct from 'on' and exists (select from configuration_set
            where active and (tg_op = 'INSERT' or watches_reported or old.etag <> new.etag)) then
        insert into configuration_look (device_id, module_id) values (new.device_id, new.module_id);
    end if;
    return null;
end $$;
create trigger twin_is_new after insert on twin
    for each row execute function nave_twin_looked_at();
create trigger twin_is_written after update of etag, reported_version on twin
    for each row execute function nave_twin_looked_at();

-- Brings a twin to what configurations want of it. Patches are [{"patch": …, "by": id, "digest": …}], merged in their order,
-- each with its own stamp, as one version; told is all of them in one, null when only the states change. Answers 'absent',
-- 'stale' when the twin or the configurations are not those that this was made for, 'desired' when the section would be too
-- large, or 'done' with the version of the desired properties then.
create function nave_twin_configure(device text, module text, base_version bigint, base_generation bigint, patches jsonb,
    told jsonb, states jsonb, max_desired integer, kept integer, tell boolean)
    returns table (outcome text, new_version bigint) language plpgsql as $$
declare
    t       twin;
    section twin_section;
    entry   jsonb;
    moment  timestamptz;
    stamps  jsonb := '{}';
begin
    perform from configuration_set where generation = base_generation for share; -- who changes them waits for this
    if not found then
        return query select 'stale', 0::bigint;
        return;
    end if;
    select * into t from twin where device_id = device and module_id = module for no key update;
    if not found then
        return query select 'absent', 0::bigint;
        return;
    elsif t.version <> base_version then
        return query select 'stale', 0::bigint;
        return;
    end if;
    perform set_config('nave.configuring', 'on', true);
    if told is null then
        update twin set configurations = states where device_id = device and module_id = module;
        return query select 'done', t.desired_version;
        return;
    end if;
    moment := clock_timestamp();
    t.desired_version := t.desired_version + 1;
    for entry in select value from jsonb_array_elements(patches) loop
        section := nave_twin_merge(t.desired, t.desired_metadata, entry -> 'patch', jsonb_strip_nulls(jsonb_build_object(
            '$lastUpdated', nave_twin_time(moment), '$lastUpdatedVersion', t.desired_version,
            '$lastUpdatedBy', entry -> 'by', '$lastUpdatedByDigest', entry -> 'digest')));
        t.desired := section.content;
        t.desired_metadata := section.metadata;
        stamps := stamps || section.stamps;
    end loop;
    if not nave_twin_fits(t.desired, max_desired) then
        perform set_config('nave.configuring', '', true);
        return query select 'desired', 0::bigint;
        return;
    end if;
    t.etag := t.etag + 1;
    t.version := t.version + 1;
    update twin set etag = t.etag, version = t.version, desired = t.desired, desired_metadata = t.desired_metadata,
            desired_version = t.desired_version, configurations = states
        where device_id = device and module_id = module;
    insert into desired_change values (device, module, t.desired_version, told, moment);
    delete from desired_change where device_id = device and module_id = module and version <= t.desired_version - kept;
    if tell then
        perform nave_twin_told(t, 'updateTwin', moment, jsonb_build_object('version', t.version, 'properties',
            jsonb_build_object('desired', told || jsonb_build_object('$metadata', stamps, '$version', t.desired_version))));
    end if;
    return query select 'done', t.desired_version;
end $$;

-- the blob of configurations that goes with an import or export; empty when they are left alone
alter table registry_job add column configurations text not null default '';
