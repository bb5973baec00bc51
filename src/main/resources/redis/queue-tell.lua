-- Appends a message to back ends, once. Returns its number, 0 when it was told before, -1 when there is no room and nothing was done.
-- KEYS: 8 numbers (hash), 9 that this was told (string)
-- ARGV: 4 expires at, 5 greatest depth, 6 for how long it is remembered that it was told (milliseconds), 7 the message
if redis.call('EXISTS', KEYS[9]) == 1 then return 0 end
if redis.call('ZCARD', expiry) >= tonumber(ARGV[5]) then
  expire()
  if redis.call('ZCARD', expiry) >= tonumber(ARGV[5]) then return -1 end
end
local number = redis.pcall('HINCRBY', KEYS[8], queue, 1) -- behind the first write no other is refused for want of memory
if type(number) == 'table' then
  if string.find(number.err, 'OOM', 1, true) then return -1 end
  return number
end
local n = string.format('%.0f', number)
redis.call('HSET', messages, n, ARGV[7])
redis.call('ZADD', waiting, n, n)
redis.call('ZADD', expiry, ARGV[4], n)
redis.call('ZADD', due, 'LT', ARGV[4], queue)
redis.call('SET', KEYS[9], n, 'PX', ARGV[6])
return number
