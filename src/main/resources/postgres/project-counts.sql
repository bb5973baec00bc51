-- how many messages wait for devices, as a reading of their queues says; a device that is gone is left out
with counted as (
    select w.* from unnest($2::text[], $3::text[], $4::integer[]) as w(device_id, generation_id, messages)
    join device d on d.device_id = w.device_id and d.generation_id = w.generation_id
    order by w.device_id
    for key share of d
)
insert into device_bound_count as c (device_id, generation_id, reading, messages)
select device_id, generation_id, $1::bigint, messages from counted
on conflict (device_id) do update
    set generation_id = excluded.generation_id, reading = excluded.reading, messages = excluded.messages
    where c.reading < excluded.reading
