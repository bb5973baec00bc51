-- Who exists and who may call: devices with their durable MQTT sessions, shared access policies, consumer groups.

create table device (
    device_id            text collate "C" primary key,
    generation_id        text    not null,
    etag                 text    not null,
    enabled              boolean not null,
    status_reason        text    not null,
    status_updated_at    timestamptz,              -- null: never
    authentication       text    not null
        check (authentication in ('sas', 'selfSigned', 'certificateAuthority', 'none')),
    primary_key          text,                     -- sas
    secondary_key        text,
    primary_thumbprint   text,                     -- selfSigned
    secondary_thumbprint text
);

-- module_id is empty for the device itself; a session never outlives its device
create table mqtt_session (
    device_id text collate "C" not null references device on delete cascade,
    module_id text collate "C" not null default '',
    filters   text[]           not null,           -- topic filters as the client wrote them
    qos       integer[]        not null,           -- what was granted, in the same order
    primary key (device_id, module_id),
    check (cardinality(filters) = cardinality(qos))
);

create table shared_access_policy (
    name          text collate "C" primary key,
    permissions   text[] not null,
    primary_key   text   not null,
    secondary_key text   not null
);

-- name_key is the name in lower case: names differ by more than case; $Default exists without a row
create table consumer_group (
    name_key text collate "C" primary key,
    name     text not null
);
