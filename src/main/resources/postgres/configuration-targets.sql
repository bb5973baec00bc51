with wanted as (select * from unnest($1::text[], $2::text[]) as w(device_id, module_id))
select cast(to_jsonb(t) as text), d.iot_edge
from (select distinct device_id from wanted) as w
join device d on d.device_id = w.device_id
join twin t on t.device_id = d.device_id
where d.iot_edge or exists (select from wanted one where one.device_id = t.device_id and one.module_id = t.module_id)
