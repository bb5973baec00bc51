-- Reads the first feedback of a bucket's outbox. Returns how many were taken from it before, then the feedback.
-- KEYS: outbox, how many were taken from it; ARGV: how many at most
local answer = redis.call('LRANGE', KEYS[1], 0, tonumber(ARGV[1]) - 1)
table.insert(answer, 1, tonumber(redis.call('GET', KEYS[2]) or '0'))
return answer
