-- Takes a bucket's events in hand. Returns the oldest ones, nothing when somebody else has them in hand.
-- KEYS: the bucket's events, who has them in hand; ARGV: who asks, for how long (milliseconds), how many at most
if redis.call('LLEN', KEYS[1]) == 0 then return {} end
if not redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {} end
return redis.call('LRANGE', KEYS[1], 0, ARGV[3] - 1)
