-- when those were last active whom this replica holds
update client_presence p set last_activity = to_timestamp(w.activity / 1000.0)
from unnest($2::text[], $3::text[], $4::bigint[]) as w(device_id, module_id, activity)
where p.device_id = w.device_id and p.module_id = w.module_id and p.replica = $1
    and p.last_activity < to_timestamp(w.activity / 1000.0)
