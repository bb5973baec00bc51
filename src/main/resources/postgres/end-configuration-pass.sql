-- nothing is due any more when all that is left is done
update configuration_set set lease_until = '-infinity', due_at = case when generation <> $2 then now()
    when active then now() + $3::bigint * interval '1 millisecond' else 'infinity' end
where epoch = $1
