-- Where messages go: one document for the hub.

create table routing (
    id       boolean primary key default true check (id), -- the only row
    version  bigint  not null,
    document text    not null
);
insert into routing (version, document) values (0, '{}');
