-- Queries over twins (semantics §3): what conditions ask of JSON values, and where devices and modules are read with all that a
-- query may name.
--
-- A value that is not there is SQL's null, and JSON's null is a value: so SQL's own AND, OR and NOT are those of the language.

-- which configurations look after a twin, and how far they are: {"id": {"status": "Applied"}}
alter table twin add column configurations jsonb not null default '{}';

create or replace view twin_document as
    select t.device_id, t.module_id, t.generation_id, t.etag, t.version, t.model_id, t.tags,
           t.desired, t.desired_metadata, t.desired_version, t.reported, t.reported_metadata, t.reported_version,
           d.etag as identity_etag, d.enabled, d.status_reason, d.status_updated_at,
           d.authentication, d.primary_thumbprint, d.secondary_thumbprint, d.iot_edge, d.device_scope, d.parent_scopes,
           t.configurations
    from twin t join device d on d.device_id = t.device_id
    where t.module_id = ''
    union all
    select t.device_id, t.module_id, t.generation_id, t.etag, t.version, t.model_id, t.tags,
           t.desired, t.desired_metadata, t.desired_version, t.reported, t.reported_metadata, t.reported_version,
           m.etag, true, '', null, m.authentication, m.primary_thumbprint, m.secondary_thumbprint, false, '', '{}',
           t.configurations
    from twin t join module m on m.device_id = t.device_id and m.module_id = t.module_id;

-- One view for each source, each a plain join: what a query does not name is not read.
create view device_query as
    select t.device_id, t.module_id, t.generation_id, t.etag, t.version, t.model_id, t.tags,
           t.desired, t.desired_metadata, t.desired_version, t.reported, t.reported_metadata, t.reported_version,
           d.etag as identity_etag, d.enabled, d.status_reason, d.status_updated_at,
           d.authentication, d.primary_thumbprint, d.secondary_thumbprint, d.iot_edge, d.device_scope, d.parent_scopes,
           t.configurations, coalesce(p.replica <> '' and r.live_until > now(), false) as connected, p.last_activity,
           coalesce(c.messages, 0) as messages
    from twin t join device d on d.device_id = t.device_id
    left join client_presence p
        on p.device_id = t.device_id and p.module_id = t.module_id and p.generation_id = t.generation_id
    left join hub_replica r on r.incarnation = p.replica
    left join device_bound_count c on c.device_id = t.device_id and c.generation_id = t.generation_id
    where t.module_id = '';

create view module_query as
    select t.device_id, t.module_id, t.generation_id, t.etag, t.version, t.model_id, t.tags,
           t.desired, t.desired_metadata, t.desired_version, t.reported, t.reported_metadata, t.reported_version,
           m.etag as identity_etag, true as enabled, '' as status_reason, null::timestamptz as status_updated_at,
           m.authentication, m.primary_thumbprint, m.secondary_thumbprint, false as iot_edge, '' as device_scope,
           '{}'::text[] as parent_scopes,
           t.configurations, coalesce(p.replica <> '' and r.live_until > now(), false) as connected, p.last_activity,
           0 as messages
    from twin t join module m on m.device_id = t.device_id and m.module_id = t.module_id
    left join client_presence p
        on p.device_id = t.device_id and p.module_id = t.module_id and p.generation_id = t.generation_id
    left join hub_replica r on r.incarnation = p.replica;

-- a time as documents show it; null is never
create function nave_query_time(moment timestamptz) returns text language sql immutable as $$
    select coalesce(nave_twin_time(moment), '0001-01-01T00:00:00')
$$;

-- The seconds since 2000 that an ISO 8601 time says; null when it is none. Without an offset it is UTC.
create function nave_query_instant(words text) returns numeric language plpgsql immutable strict parallel safe as $$
declare
    part   text[];
    year   integer;
    month  integer;
    day    integer;
    last   integer;
    ahead  numeric;
begin
    if words not like '____-__-__%' then
        return null;
    end if;
    part := regexp_match(words, '^([0-9]{4})-([0-9]{2})-([0-9]{2})'
        '(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2}(?:\.[0-9]{1,9})?))?(?:Z|([+-])([0-9]{2}):?([0-9]{2}))?)?$');
    year := part[1];
    month := part[2];
    day := part[3];
    last := case when month = 2 then case when year % 4 = 0 and (year % 100 <> 0 or year % 400 = 0) then 29 else 28 end
                 when month in (4, 6, 9, 11) then 30 else 31 end;
    if part is null or year = 0 or month not between 1 and 12 or day not between 1 and last or part[4]::integer > 23
        or part[5]::integer > 59 or part[6]::numeric >= 60 or part[8]::integer > 23 or part[9]::integer > 59 then
        return null;
    end if;
    ahead := coalesce(part[8]::numeric * 3600 + part[9]::numeric * 60, 0);
    return (make_date(year, month, day) - date '2000-01-01') * 86400::numeric + coalesce(part[4]::numeric * 3600, 0)
        + coalesce(part[5]::numeric * 60, 0) + coalesce(part[6]::numeric, 0) + case when part[7] = '-' then ahead else -ahead end;
end $$;

-- -1, 0 or 1 for two primitives of one type; 2 when nobody can say. Times compare as instants, other texts by code points.
create function nave_query_compare(a jsonb, b jsonb) returns integer language plpgsql immutable strict parallel safe as $$
declare
    kind text := jsonb_typeof(a);
    x    text;
    y    text;
    i    numeric;
    j    numeric;
begin
    if kind <> jsonb_typeof(b) or kind in ('object', 'array') then
        return 2;
    elsif kind <> 'string' then
        return case when a < b then -1 when a = b then 0 else 1 end;
    end if;
    x := a #>> '{}';
    y := b #>> '{}';
    if x = y then
        return 0;
    end if;
    i := nave_query_instant(x);
    if i is not null then
        j := nave_query_instant(y);
        if j is not null then
            return sign(i - j);
        end if;
    end if;
    return case when x collate "C" < y collate "C" then -1 else 1 end;
end $$;

-- One whole order of all values: what is not there, null, truth values, numbers, texts, the rest. Of texts the first characters
-- count, so that a place in the order is short.
create type query_order as (kind integer, number numeric, words text collate "C");

create function nave_query_order(a jsonb) returns query_order language sql immutable parallel safe as $$
    select case jsonb_typeof(a)
        when 'null' then row(1, null, null)::query_order
        when 'boolean' then row(2, case when a = 'true' then 1 else 0 end, null)::query_order
        when 'number' then row(3, a::numeric, null)::query_order
        when 'string' then row(4, null, left(a #>> '{}', 128))::query_order
        when 'object' then row(5, null, null)::query_order
        when 'array' then row(5, null, null)::query_order
        else row(0, null, null)::query_order end
$$;

-- a value that has the same place in the order, and is short
create function nave_query_place(a jsonb) returns jsonb language sql immutable strict parallel safe as $$
    select case jsonb_typeof(a) when 'string' then to_jsonb(left(a #>> '{}', 128)) when 'object' then '[]' when 'array' then '[]'
        else a end
$$;

create function nave_query_ends_with(a text, b text) returns boolean language sql immutable strict parallel safe as $$
    select length(a) >= length(b) and right(a, length(b)) = b
$$;

-- of what is no array it is not defined
create function nave_query_holds(a jsonb, b jsonb) returns boolean language sql immutable strict parallel safe as $$
    select case when jsonb_typeof(a) = 'array' then jsonb_typeof(b) not in ('object', 'array') and a @> b end
$$;

create function nave_query_as_number(a jsonb) returns numeric language sql immutable strict parallel safe as $$
    select case when jsonb_typeof(a) = 'number' then a::numeric
        when jsonb_typeof(a) = 'string' and length(a #>> '{}') <= 400
            and a #>> '{}' ~ '^\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?\s*$'
        then (a #>> '{}')::numeric end
$$;

-- the start may be the end only when no size is given
create function nave_query_substring(words text, start numeric) returns text
language sql immutable strict parallel safe as $$
    select case when start between 0 and length(words) and start = trunc(start) then substr(words, start::integer + 1) end
$$;

create function nave_query_substring(words text, start numeric, size numeric) returns text
language sql immutable strict parallel safe as $$
    select case when start >= 0 and size >= 0 and start < length(words) and start + size <= length(words)
            and start = trunc(start) and size = trunc(size)
        then substr(words, start::integer + 1, size::integer) end
$$;

-- what a double cannot say is not defined
create function nave_query_math(name text, a numeric, b numeric) returns numeric
language plpgsql immutable strict parallel safe as $$
begin
    return case name when 'sqrt' then sqrt(a::float8) when 'exp' then exp(a::float8) else power(a::float8, b::float8) end;
exception when data_exception then
    return null;
end $$;
