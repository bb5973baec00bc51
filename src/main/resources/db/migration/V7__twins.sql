-- Device and module twins: one row for each identity, made and deleted with it.
--
--   twin              the sections as jsonb, each with its metadata and version
--   twin_document     a twin with what it shows of its identity
--   desired_change    the last changes of desired properties, for connections that missed a notice; swept after minutes
--
-- A write is one statement: it locks the row, merges, checks the size of what came out, and leaves the event for back ends in
-- the same transaction. Times are the database's, so that replicas need not agree.

create table twin (
    device_id         text collate "C" not null references device on delete cascade,
    module_id         text collate "C" not null default '',          -- empty: the device's own twin
    module_key        text collate "C" generated always as (nullif(module_id, '')) stored,
    generation_id     text             not null,                     -- the identity's
    etag              bigint           not null default 1,           -- counts writes of the back end
    version           bigint           not null default 2,           -- counts all writes
    model_id          text             not null default '',
    tags              jsonb            not null default '{}',
    desired           jsonb            not null default '{}',
    desired_metadata  jsonb            not null default '{"$lastUpdated": "0001-01-01T00:00:00Z"}',
    desired_version   bigint           not null default 1,
    reported          jsonb            not null default '{}',
    reported_metadata jsonb            not null default '{"$lastUpdated": "0001-01-01T00:00:00Z"}',
    reported_version  bigint           not null default 1,
    primary key (device_id, module_id),
    foreign key (device_id, module_key) references module on delete cascade
) with (fillfactor = 70); -- room for new row versions on the same page

insert into twin (device_id, generation_id) select device_id, generation_id from device;
insert into twin (device_id, module_id, generation_id) select device_id, module_id, generation_id from module;

-- Here and not in the statements that add identities, so that a replica of the version before makes twins too.
create function nave_twin_of_device() returns trigger language plpgsql as $$
begin
    insert into twin (device_id, generation_id) select device_id, generation_id from fresh;
    return null;
end $$;
create trigger device_has_twin after insert on device referencing new table as fresh
    for each statement execute function nave_twin_of_device();

create function nave_twin_of_module() returns trigger language plpgsql as $$
begin
    insert into twin (device_id, module_id, generation_id) select device_id, module_id, generation_id from fresh;
    return null;
end $$;
create trigger module_has_twin after insert on module referencing new table as fresh
    for each statement execute function nave_twin_of_module();

create view twin_document as
    select t.device_id, t.module_id, t.generation_id, t.etag, t.version, t.model_id, t.tags,
           t.desired, t.desired_metadata, t.desired_version, t.reported, t.reported_metadata, t.reported_version,
           d.etag as identity_etag, d.enabled, d.status_reason, d.status_updated_at,
           d.authentication, d.primary_thumbprint, d.secondary_thumbprint, d.iot_edge, d.device_scope, d.parent_scopes
    from twin t join device d on d.device_id = t.device_id
    where t.module_id = ''
    union all
    select t.device_id, t.module_id, t.generation_id, t.etag, t.version, t.model_id, t.tags,
           t.desired, t.desired_metadata, t.desired_version, t.reported, t.reported_metadata, t.reported_version,
           m.etag, true, '', null, m.authentication, m.primary_thumbprint, m.secondary_thumbprint, false, '', '{}'
    from twin t join module m on m.device_id = t.device_id and m.module_id = t.module_id;

create table desired_change (
    device_id  text collate "C" not null,
    module_id  text collate "C" not null,
    version    bigint           not null,
    patch      jsonb            not null,                            -- as the device is told it
    changed_at timestamptz      not null,
    primary key (device_id, module_id, version),
    foreign key (device_id, module_id) references twin on delete cascade
);
create index desired_change_time on desired_change (changed_at);

-- what a change of a twin is told with besides: the model of the device, empty when it has announced none
alter table notification add column model_id text not null default '';

-- a section, and the metadata of what was changed in it, for the event
create type twin_section as (content jsonb, metadata jsonb, stamps jsonb);

create function nave_twin_time(moment timestamptz) returns text language sql immutable as $$
    select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"0Z"')
$$;

-- The patch merged into a section: null deletes, objects merge, all else replaces. Every node on the way to a change gets the
-- stamp, arrays are leaves. Each level is copied once, whatever its patch.
create function nave_twin_merge(content jsonb, metadata jsonb, patch jsonb, stamp jsonb) returns twin_section
language plpgsql as $$
declare
    changed  jsonb;    -- what the patch sets on this level
    stamps   jsonb;    -- the metadata of that
    gone     text[];
    deeper   text[];
begin
    select coalesce(jsonb_object_agg(m.key, m.value) filter (where m.kind = 'leaf'), '{}'),
           stamp || coalesce(jsonb_object_agg(m.key, stamp) filter (where m.kind = 'leaf'), '{}'),
           array_agg(m.key) filter (where m.kind = 'null'),
           array_agg(m.key) filter (where m.kind = 'object')
        into changed, stamps, gone, deeper
        from (select key, value, case jsonb_typeof(value) when 'null' then 'null' when 'object' then 'object' else 'leaf' end as kind
              from jsonb_each(patch)) as m;
    if gone is not null then
        content := content - gone;
        metadata := metadata - gone;
    end if;
    metadata := metadata || stamps;
    if deeper is not null then
        select changed || jsonb_object_agg(d.name, (d.below).content), metadata || jsonb_object_agg(d.name, (d.below).metadata),
               stamps || jsonb_object_agg(d.name, (d.below).stamps)
            into changed, metadata, stamps
            from (select n as name, case when jsonb_typeof(content -> n) = 'object'
                         then nave_twin_merge(content -> n, metadata -> n, patch -> n, stamp)
                         else nave_twin_merge('{}', '{}', patch -> n, stamp) end as below
                  from unnest(deeper) as n offset 0) as d;
    end if;
    return row(content || changed, metadata, stamps);
end $$;

-- The bytes of a section as they are counted: names and strings in UTF-8, 8 for a number, 4 for a truth value.
create function nave_twin_size(content jsonb) returns bigint language sql immutable as $$
    select (select coalesce(sum(case jsonb_typeof(node) when 'string' then octet_length(node #>> '{}')
                                    when 'number' then 8 when 'boolean' then 4 else 0 end), 0)
            from jsonb_path_query(content, 'strict $.**') as node)
         + (select coalesce(sum(octet_length(name #>> '{}')), 0)
            from jsonb_path_query(content, 'strict $.** ? (@.type() == "object").keyvalue().key') as name)
$$;

-- A jsonb in memory is never smaller than its counted bytes, and knows its own size: most need no counting. What counts for
-- little or nothing, such as empty strings and arrays, is bounded by that size too.
create function nave_twin_fits(content jsonb, max_size integer) returns boolean language plpgsql immutable as $$
begin
    return pg_column_size(content) <= max_size
        or pg_column_size(content) <= 4 * max_size and nave_twin_size(content) <= max_size;
end $$;

-- The twin as events show it: all sections, nothing of the identity but its ids.
create function nave_twin_body(t twin) returns jsonb language sql immutable as $$
    select jsonb_build_object('deviceId', t.device_id)
        || case when t.module_id = '' then '{}' else jsonb_build_object('moduleId', t.module_id) end
        || case when t.tags = '{}' then '{}' else jsonb_build_object('tags', t.tags) end
        || jsonb_build_object('etag', encode(int8send(t.etag), 'base64'), 'version', t.version,
            'properties', jsonb_build_object(
                'desired', t.desired || jsonb_build_object('$metadata', t.desired_metadata, '$version', t.desired_version),
                'reported', t.reported || jsonb_build_object('$metadata', t.reported_metadata, '$version', t.reported_version)))
$$;

create function nave_twin_told(t twin, op text, moment timestamptz, body jsonb) returns void language sql as $$
    insert into notification (source, device_id, module_id, generation_id, op_type, occurred_at, body, model_id)
    values ('TWIN_CHANGE', t.device_id, t.module_id, t.generation_id, op, moment, body::text, t.model_id)
$$;

-- Reported patches of many twins, each accepted or refused by itself, in their order. Whoever calls this brings them ordered by
-- twin, so that two callers never wait for each other in a circle. A base is the version that the patch is for, or null; so is a
-- generation. Events
-- are left only when back ends are to be told.
create function nave_twin_report(devices text[], modules text[], generations text[], patches text[], bases bigint[],
    max_size integer, tell boolean) returns table (outcome text, new_version bigint) language plpgsql as $$
declare
    t       twin;
    place   tid;
    section twin_section;
    moment  timestamptz;
begin
    for i in 1 .. cardinality(devices) loop
        select ctid, reported, reported_metadata, reported_version, version
            into place, t.reported, t.reported_metadata, t.reported_version, t.version from twin
            where device_id = devices[i] and module_id = modules[i]
            and (generations[i] is null or generation_id = generations[i]) for no key update;
        new_version := t.reported_version;
        if not found then
            outcome := 'absent';
        elsif bases[i] <> t.reported_version then
            outcome := 'stale';
        else
            moment := clock_timestamp();
            section := nave_twin_merge(t.reported, t.reported_metadata, patches[i]::jsonb,
                jsonb_build_object('$lastUpdated', nave_twin_time(moment)));
            if nave_twin_fits(section.content, max_size) then
                outcome := 'done';
                new_version := t.reported_version + 1;
                update twin set reported = section.content, reported_metadata = section.metadata,
                        reported_version = new_version, version = t.version + 1
                    where ctid = place;
                if tell then
                    insert into notification (source, device_id, module_id, generation_id, op_type, occurred_at, body, model_id)
                    select 'TWIN_CHANGE', device_id, module_id, generation_id, 'updateTwin', moment,
                        jsonb_build_object('version', version, 'properties', jsonb_build_object('reported', patches[i]::jsonb
                            || jsonb_build_object('$metadata', section.stamps, '$version', new_version)))::text, model_id
                    from twin where device_id = devices[i] and module_id = modules[i];
                end if;
            else
                outcome := 'large';
            end if;
        end if;
        return next;
    end loop;
end $$;

-- A write of the back end: what is null stays. Merges, or replaces whole sections. Expects an etag, or null. Answers 'absent',
-- 'stale', 'tags' or 'desired' (that section would be too large), or 'done' with the twin as it is then. Of the changes of a
-- twin's desired properties the newest ones are kept. An event is left only when back ends are to be told.
create function nave_twin_write(device text, module text, expected bigint, new_tags jsonb, new_desired jsonb,
    replacing boolean, max_tags integer, max_desired integer, kept integer, tell boolean)
    returns table (outcome text, document text) language plpgsql as $$
declare
    t       twin;
    section twin_section;
    stamp   jsonb;
    moment  timestamptz;
    told    jsonb := '{}';
begin
    select * into t from twin where device_id = device and module_id = module for no key update;
    if not found then
        return query select 'absent', null::text;
        return;
    elsif expected <> t.etag then
        return query select 'stale', null::text;
        return;
    end if;
    moment := clock_timestamp(); -- not before the lock: times of a twin do not go back
    if new_tags is not null then
        section := nave_twin_merge(case when replacing then '{}' else t.tags end, '{}', new_tags, '{}');
        if not nave_twin_fits(section.content, max_tags) then
            return query select 'tags', null::text;
            return;
        end if;
        t.tags := section.content;
        told := jsonb_build_object('tags', new_tags);
    end if;
    if new_desired is not null then
        t.desired_version := t.desired_version + 1;
        stamp := jsonb_build_object('$lastUpdated', nave_twin_time(moment), '$lastUpdatedVersion', t.desired_version);
        if replacing then
            section := nave_twin_merge('{}', '{}', new_desired, stamp);
        else
            section := nave_twin_merge(t.desired, t.desired_metadata, new_desired, stamp);
        end if;
        if not nave_twin_fits(section.content, max_desired) then
            return query select 'desired', null::text;
            return;
        end if;
        t.desired := section.content;
        t.desired_metadata := section.metadata;
        told := told || jsonb_build_object('properties', jsonb_build_object('desired', new_desired
            || jsonb_build_object('$metadata', section.stamps, '$version', t.desired_version)));
        insert into desired_change values (device, module, t.desired_version,
            case when replacing then t.desired else new_desired end, moment);
        delete from desired_change
            where device_id = device and module_id = module and version <= t.desired_version - kept;
    end if;
    if new_tags is not null or new_desired is not null then
        t.etag := t.etag + 1;
        t.version := t.version + 1;
        update twin set etag = t.etag, version = t.version, tags = t.tags,
                desired = t.desired, desired_metadata = t.desired_metadata, desired_version = t.desired_version
            where device_id = device and module_id = module;
        if tell then
            perform nave_twin_told(t, case when replacing then 'replaceTwin' else 'updateTwin' end, moment,
                case when replacing then nave_twin_body(t) else jsonb_build_object('version', t.version) || told end);
        end if;
    end if;
    return query select 'done', to_jsonb(d)::text from twin_document d where d.device_id = device and d.module_id = module;
end $$;
