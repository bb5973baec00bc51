-- Locks the next messages. Returns how much feedback was written, the end of the first lock (or ''), how many messages have expired,
-- and for each message its
-- number, how often it was abandoned, 1 if it was received before, and the message.
-- ARGV: 4 how many at most, 5 locked until, 6 nonce, 7 connection or ''
local expired = expire()
unlockOverdue()
local answer = { 0, '', expired }
for _, n in ipairs(redis.call('ZRANGE', waiting, 0, tonumber(ARGV[4]) - 1)) do
  local found = redis.call('HMGET', messages, n, n .. 'c', n .. 't')
  redis.call('ZREM', waiting, n)
  redis.call('ZADD', locked, ARGV[5], n)
  redis.call('HSET', messages, n .. 't', ARGV[6] .. ' ' .. ARGV[7])
  answer[#answer + 1] = n
  answer[#answer + 1] = found[2] or '0'
  answer[#answer + 1] = found[3] and '1' or '0'
  answer[#answer + 1] = found[1]
end
answer[1] = told
answer[2] = redis.call('ZRANGE', locked, 0, 0, 'WITHSCORES')[2] or ''
return answer
