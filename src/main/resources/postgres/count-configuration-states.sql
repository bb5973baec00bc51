select count(*), count(*) filter (where applied),
       count(*) filter (where applied and followed and code = '200'),
       count(*) filter (where applied and followed and code <> '200')
from (select configurations #>> array[$1, 'status'] = 'applied' as applied,
             reported -> 'lastDesiredVersion' = to_jsonb(desired_version) as followed,
             reported #> '{lastDesiredStatus,code}' as code
      from twin where configurations <> '{}' and configurations ? $1) as configured
