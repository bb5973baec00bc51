update configuration_look set lease_until = now() + $2::bigint * interval '1 millisecond'
where id in (select id from configuration_look where lease_until <= now() order by id limit $1 for update skip locked)
returning id, device_id, module_id
