-- Forgets the oldest events of a bucket, which were told. Returns how many are left; 0 when somebody else has them in hand.
-- KEYS: the bucket's events, who has them in hand; ARGV: who had them, how many were told, 'release' to lay them down
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('LTRIM', KEYS[1], ARGV[2], -1)
if ARGV[3] == 'release' then redis.call('DEL', KEYS[2]) end
return redis.call('LLEN', KEYS[1])
