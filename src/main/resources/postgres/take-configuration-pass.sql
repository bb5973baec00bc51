update configuration_set set epoch = epoch + 1, lease_until = now() + $1::bigint * interval '1 millisecond'
where due_at <= now() and lease_until <= now()
returning epoch, generation
