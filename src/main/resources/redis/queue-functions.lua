-- What the scripts of queues share; it stands before each of them.
-- KEYS: 1 waiting (sorted set: number -> number), 2 locked (sorted set: number -> end of the lock), 3 expiry (sorted set:
--   number -> time), 4 messages (hash), 5 due of the bucket (sorted set: queue -> the time to look at it), 6 outbox of the bucket
--   (list of feedback), 7 dead letters (list)
-- ARGV: 1 now in milliseconds, 2 the queue's name '<device> <generation>', 3 how many dead letters are kept
-- Fields of a message with number n: n the message, nf its feedback wish '<p, n or f> <message id>' if it has one, nc how often
-- it was abandoned, nt '<nonce> <connection>' while it is locked and '-' after that.
local waiting, locked, expiry, messages, due, outbox, dead = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local now, queue, deadLetters = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local DEAD_LETTER_LIFE = 2 * 24 * 3600 * 1000
local told = 0

local function wants(wish, status)
  local kind = string.sub(wish, 1, 1)
  return kind == 'f' or (kind == 'p') == (status == 'Success')
end

-- Ends a message. The first write frees memory, and behind it Redis refuses no other for want of memory.
local function finish(n, status)
  local found = redis.call('HMGET', messages, n, n .. 'f', n .. 'c')
  redis.call('HDEL', messages, n, n .. 'f', n .. 'c', n .. 't')
  redis.call('ZREM', waiting, n)
  redis.call('ZREM', locked, n)
  redis.call('ZREM', expiry, n)
  if status ~= 'Success' and deadLetters > 0 and found[1] then
    redis.call('LPUSH', dead, n .. ' ' .. status .. ' ' .. ARGV[1] .. ' ' .. (found[3] or '0') .. ' ' .. found[1])
    redis.call('LTRIM', dead, 0, deadLetters - 1)
    redis.call('PEXPIRE', dead, DEAD_LETTER_LIFE)
  end
  if found[2] and wants(found[2], status) then
    redis.call('RPUSH', outbox, ARGV[1] .. ' ' .. status .. ' ' .. queue .. ' ' .. string.sub(found[2], 3))
    told = told + 1
  end
end

-- Says when the queue must be looked at next. Where there is no memory for that, it was said before, and is looked at too early.
local function tidy()
  local first = redis.call('ZRANGE', expiry, 0, 0, 'WITHSCORES')
  if first[1] then redis.pcall('ZADD', due, first[2], queue) else redis.call('ZREM', due, queue) end
end

-- Dead-letters what has expired; returns how many these were.
local function expire()
  local count = 0
  repeat
    local over = redis.call('ZRANGEBYSCORE', expiry, '-inf', now, 'LIMIT', 0, 1000)
    for _, n in ipairs(over) do finish(n, 'Expired') end
    count = count + #over
  until #over < 1000
  if count > 0 then tidy() end
  return count
end

-- Gives a message back to its place.
local function unlock(n)
  redis.call('ZREM', locked, n)
  redis.call('ZADD', waiting, n, n)
  redis.call('HSET', messages, n .. 't', '-')
end

local function unlockOverdue()
  for _, n in ipairs(redis.call('ZRANGEBYSCORE', locked, '-inf', now)) do unlock(n) end
end
