-- no row when there is none, it has another revision, or a content is given that is not the one that is there
update configuration as c set schema_version = $2, labels = cast($3 as text)::jsonb, target_condition = $4, priority = $5,
    metrics = cast($6 as text)::jsonb, revision = revision + 1, updated_at = clock_timestamp()
where id = $1 and ($7::bigint is null or revision = $7)
    and ($8::text is null or kind = $8 and content = cast($9 as text)::jsonb)
returning cast(to_jsonb(c) as text)
