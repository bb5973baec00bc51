-- Certificate authorities whose device certificates are trusted once the operator has proved to hold their key.

create table certificate_authority (
    name              text collate "C" primary key check (name ~ '^[A-Za-z0-9._-]{1,64}$'),
    certificate       bytea       not null,          -- DER
    verified          boolean     not null,
    verification_code text        not null,          -- empty: none was given out, or it has served
    etag              text        not null,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    check (not verified or verification_code = '')
);

-- One insertion at a time, so that the count holds also when several replicas insert; there are few and they are rare.
-- 'done', 'taken' or 'full'.
create function insert_certificate_authority(
    new_name text, new_certificate bytea, new_verified boolean, new_code text, new_etag text, new_created timestamptz,
    max_authorities integer) returns text language plpgsql as
$$
begin
    lock table certificate_authority in share row exclusive mode;
    if exists (select from certificate_authority where name = new_name) then
        return 'taken';
    end if;
    if (select count(*) from certificate_authority) >= max_authorities then
        return 'full';
    end if;
    insert into certificate_authority
    values (new_name, new_certificate, new_verified, new_code, new_etag, new_created, new_created);
    return 'done';
end
$$;
