-- What queries read of identities that nobody writes: a projection of what stands in Redis. It is written in batches, and what
-- comes late does not undo what is newer. A replica that dies rewrites no rows: whom it held is connected while it lives.

create table hub_replica (
    incarnation text collate "C" primary key,
    live_until  timestamptz not null
);

create table client_presence (
    device_id     text collate "C" not null,
    module_id     text collate "C" not null default '',            -- empty: the device itself
    generation_id text             not null,
    replica       text collate "C" not null,                       -- empty: not connected
    epoch         bigint           not null,                       -- of the connection or its end; only grows
    since         timestamptz      not null,
    last_activity timestamptz      not null,
    primary key (device_id, module_id),
    foreign key (device_id, module_id) references twin on delete cascade
) with (fillfactor = 70); -- room for new row versions on the same page

create table device_bound_count (
    device_id     text collate "C" primary key references device on delete cascade,
    generation_id text    not null,
    reading       bigint  not null,                                -- which reading of the queue this is; only grows
    messages      integer not null
) with (fillfactor = 70);
create sequence device_bound_reading;

create view identity_state as
    select t.device_id, t.module_id, t.generation_id,
           coalesce(p.replica <> '' and r.live_until > now(), false) as connected,
           case when p.replica = '' or r.live_until > now() then p.since
                else greatest(p.last_activity, r.live_until) end as state_updated_at,   -- null: never
           p.last_activity,
           coalesce(c.messages, 0) as messages
    from twin t
    left join client_presence p
        on p.device_id = t.device_id and p.module_id = t.module_id and p.generation_id = t.generation_id
    left join hub_replica r on r.incarnation = p.replica
    left join device_bound_count c
        on c.device_id = t.device_id and t.module_id = '' and c.generation_id = t.generation_id;
