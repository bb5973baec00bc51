-- Appends feedback to the open batch and closes batches that are full or have waited long enough. Feedback that a bucket gave
-- before is left out. Returns how many batches were closed, -1 when there is no memory and nothing was done.
-- KEYS: 1 open batch (list), 2 since when it is open, 3 taken (hash: bucket -> how many), 4 waiting, 5 expiry, 6 messages,
--   7 due, 8 numbers (hash)
-- ARGV: 1 now, 2 the queue's name, 3 expires at, 4 records of a batch, 5 how long a batch stays open, 6 bucket or '',
--   7 how many the bucket gave before, 8... the feedback
local open, since, now, size = KEYS[1], KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[4])
local closed = 0

local function close()
  local records = redis.call('LRANGE', open, 0, size - 1)
  redis.call('LTRIM', open, size, -1)
  local n = string.format('%.0f', redis.call('HINCRBY', KEYS[8], ARGV[2], 1))
  redis.call('HSET', KEYS[6], n, ARGV[1] .. '\n' .. table.concat(records, '\n'))
  redis.call('ZADD', KEYS[4], n, n)
  redis.call('ZADD', KEYS[5], ARGV[3], n)
  redis.call('ZADD', KEYS[7], 'LT', ARGV[3], ARGV[2])
  if redis.call('LLEN', open) > 0 then redis.call('SET', since, ARGV[1]) else redis.call('DEL', since) end
  closed = closed + 1
end

local room = redis.pcall('HINCRBY', KEYS[8], ARGV[2], 0) -- behind the first write no other is refused for want of memory
if type(room) == 'table' then
  if string.find(room.err, 'OOM', 1, true) then return -1 end
  return room
end
if ARGV[6] ~= '' then
  local before = tonumber(ARGV[7])
  local taken = math.max(before, tonumber(redis.call('HGET', KEYS[3], ARGV[6]) or '0'))
  for i = 8 + taken - before, #ARGV do
    if redis.call('RPUSH', open, ARGV[i]) == 1 then redis.call('SET', since, ARGV[1]) end
    if redis.call('LLEN', open) >= size then close() end
  end
  redis.call('HSET', KEYS[3], ARGV[6], string.format('%.0f', math.max(taken, before + #ARGV - 7)))
end
local opened = tonumber(redis.call('GET', since) or '')
if opened and opened + tonumber(ARGV[5]) <= now then close() end
return closed
