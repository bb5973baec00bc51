-- selects the id from table device, so that nothing is stored when there is no device
insert into device_session (device_id, filters, qos)
select device_id, cast(:filters as text[]), cast(:qos as integer[]) from device where device_id = :device
on conflict (device_id) do update set filters = excluded.filters, qos = excluded.qos
