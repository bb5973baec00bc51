-- selects the ids from table module, so that nothing is stored when there is no module
insert into module_session (device_id, module_id, filters, qos)
select device_id, module_id, cast(:filters as text[]), cast(:qos as integer[]) from module
where device_id = :device and module_id = :module
on conflict (device_id, module_id) do update set filters = excluded.filters, qos = excluded.qos
