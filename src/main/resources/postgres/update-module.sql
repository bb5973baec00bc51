with given as (
    select * from jsonb_to_recordset(cast(cast(:modules as text) as jsonb)) as m(
        device_id text, module_id text, generation_id text, etag text, managed_by text,
        authentication text, primary_key text, secondary_key text, primary_thumbprint text, secondary_thumbprint text)
)
update module m
set generation_id = g.generation_id, etag = g.etag, managed_by = g.managed_by, authentication = g.authentication,
    primary_key = g.primary_key, secondary_key = g.secondary_key,
    primary_thumbprint = g.primary_thumbprint, secondary_thumbprint = g.secondary_thumbprint
from given g where m.device_id = g.device_id and m.module_id = g.module_id and m.etag = :expected
