-- Modules, gateways, and keys that are sealed before they are stored.

alter table device
    add column iot_edge      boolean not null default false,
    add column device_scope  text    not null default '',
    add column parent_scopes text[]  not null default '{}';

create table module (
    device_id            text collate "C" not null references device on delete cascade,
    module_id            text collate "C" not null,
    generation_id        text             not null,
    etag                 text             not null,
    managed_by           text             not null,
    authentication       text             not null
        check (authentication in ('sas', 'selfSigned', 'certificateAuthority', 'none')),
    primary_key          text,
    secondary_key        text,
    primary_thumbprint   text,
    secondary_thumbprint text,
    primary key (device_id, module_id)
);

-- a session never outlives its device or module, so each kind hangs on its own table
create table module_session (
    device_id text collate "C" not null,
    module_id text collate "C" not null,
    filters   text[]           not null,
    qos       integer[]        not null,
    primary key (device_id, module_id),
    foreign key (device_id, module_id) references module on delete cascade,
    check (cardinality(filters) = cardinality(qos))
);
delete from mqtt_session where module_id <> '';
alter table mqtt_session drop column module_id cascade;
alter table mqtt_session add primary key (device_id);
alter table mqtt_session rename to device_session;

-- what is to be told to back ends; a row lives until routing has taken it
create table notification (
    id            bigint generated always as identity primary key,
    source        text        not null,
    device_id     text        not null,
    module_id     text        not null,               -- empty for the device itself
    generation_id text        not null,
    op_type       text        not null,
    occurred_at   timestamptz not null,
    body          text        not null
);

-- which key-encryption keys the stored keys are sealed with; complete: nothing is sealed with another one
create table key_encryption (
    key_id   text collate "C" primary key,
    probe    text    not null,
    complete boolean not null
);
