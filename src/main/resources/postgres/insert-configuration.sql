-- no row when there is one with this id, or as many as there may be
insert into configuration as c (id, kind, content, schema_version, labels, target_condition, priority, metrics)
select $1, $2, cast($3 as text)::jsonb, $4, cast($5 as text)::jsonb, $6, $7, cast($8 as text)::jsonb
where (select count(*) from configuration) < $9
on conflict do nothing
returning cast(to_jsonb(c) as text)
