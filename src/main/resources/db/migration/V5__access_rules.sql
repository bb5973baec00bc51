-- Who is kept out whatever they can prove: one document for the hub. And a version for each shared access policy.

create table access_rules (
    id       boolean primary key default true check (id), -- the only row
    version  bigint  not null,
    document text    not null
);
insert into access_rules (version, document) values (0, '{}');

alter table shared_access_policy add column version bigint not null default 0;
