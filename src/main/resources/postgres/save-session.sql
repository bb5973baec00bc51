-- selects the id from table device, so that nothing is stored when there is no device
insert into mqtt_session (device_id, module_id, filters, qos)
select device_id, '', cast(:filters as text[]), cast(:qos as integer[]) from device where device_id = :id
on conflict (device_id, module_id) do update set filters = excluded.filters, qos = excluded.qos
