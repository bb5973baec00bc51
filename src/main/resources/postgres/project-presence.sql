-- who connected or left; who is gone, or is another by now, is left out, and so is whoever a dead replica is known to have held
with noted as (
    select w.* from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[])
        as w(device_id, module_id, generation_id, replica, epoch, since, activity, dead)
    join twin t on t.device_id = w.device_id and t.module_id = w.module_id and t.generation_id = w.generation_id
    where not exists (select from client_presence p
        where p.device_id = w.device_id and p.module_id = w.module_id and p.generation_id = w.generation_id
        and w.dead <> '' and p.replica = w.dead)
    order by w.device_id, w.module_id
    for key share of t
)
insert into client_presence as p (device_id, module_id, generation_id, replica, epoch, since, last_activity)
select device_id, module_id, generation_id, replica, epoch, to_timestamp(since / 1000.0), to_timestamp(activity / 1000.0)
from noted
on conflict (device_id, module_id) do update
    set generation_id = excluded.generation_id, replica = excluded.replica, epoch = excluded.epoch,
        since = excluded.since, last_activity = excluded.last_activity
    where p.generation_id <> excluded.generation_id or p.epoch < excluded.epoch
