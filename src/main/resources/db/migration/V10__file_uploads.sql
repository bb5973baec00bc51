-- Files that devices and modules upload: who may say of which blob that it is there, and until when.

create table file_upload (
    correlation_id text collate "C" primary key,
    device_id      text collate "C" not null,
    module_id      text collate "C" not null default '',             -- empty: the device itself
    blob_name      text        not null,
    expires_at     timestamptz not null,
    state          text        not null check (state in ('open', 'succeeded', 'failed')),
    foreign key (device_id, module_id) references twin on delete cascade
);
create index file_upload_of_device on file_upload (device_id, expires_at);
create index file_upload_expiry on file_upload (expires_at);

-- Begins an upload: 'opened', 'too_many', or 'unknown_client' when the identity is not there. Who asks for the same device at the
-- same time waits for its row, and sees this upload then.
create function nave_open_upload(correlation text, device text, module text, blob text, expiry timestamptz, moment timestamptz,
    max_active integer, max_ended integer) returns text language plpgsql as $$
begin
    perform from device d where d.device_id = device for no key update;
    delete from file_upload u where u.correlation_id in (
        select e.correlation_id from file_upload e
        where e.device_id = device and (e.state <> 'open' or e.expires_at <= moment)
        order by e.expires_at desc, e.correlation_id offset max_ended);
    if (select count(*) from file_upload u where u.device_id = device and u.state = 'open' and u.expires_at > moment) >= max_active then
        return 'too_many';
    end if;
    insert into file_upload (correlation_id, device_id, module_id, blob_name, expires_at, state)
    select correlation, t.device_id, t.module_id, blob, expiry, 'open'
    from twin t where t.device_id = device and t.module_id = module for key share;
    return case when found then 'opened' else 'unknown_client' end;
end $$;
