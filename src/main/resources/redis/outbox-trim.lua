-- Takes feedback from a bucket's outbox, until so many were taken in all. Returns how many are left.
-- KEYS: outbox, how many were taken from it; ARGV: how many are to be taken in all
local more = tonumber(ARGV[1]) - tonumber(redis.call('GET', KEYS[2]) or '0')
if more > 0 then
  redis.call('LTRIM', KEYS[1], more, -1)
  redis.call('SET', KEYS[2], ARGV[1])
end
return redis.call('LLEN', KEYS[1])
