-- this replica lives on; those that died long ago are forgotten
with forgotten as (
    delete from hub_replica where live_until < now() - interval '30 days' and incarnation <> $1
)
insert into hub_replica values ($1, now() + $2::bigint * interval '1 millisecond')
on conflict (incarnation) do update set live_until = excluded.live_until
