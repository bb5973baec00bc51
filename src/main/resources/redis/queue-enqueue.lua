-- Appends a message. Returns its number, how many there are then, who holds the device (or nil), and how much feedback was
-- written; number -1 when the queue is full, -2 when Redis is.
-- KEYS: 8 numbers of the bucket (hash), 9 presence of the bucket (hash)
-- ARGV: 4 expires at, 5 greatest depth, 6 feedback wish or '', 7 client in the presence, 8 the message
local depth = redis.call('ZCARD', expiry)
if depth >= tonumber(ARGV[5]) then
  depth = depth - expire()
  if depth >= tonumber(ARGV[5]) then return { -1, depth, '', told } end
end
local number = redis.pcall('HINCRBY', KEYS[8], queue, 1)
if type(number) == 'table' then
  if string.find(number.err, 'OOM', 1, true) then return { -2, depth, '', told } end
  return number
end
local n = string.format('%.0f', number)
redis.call('HSET', messages, n, ARGV[8])
if ARGV[6] ~= '' then redis.call('HSET', messages, n .. 'f', ARGV[6]) end
redis.call('ZADD', waiting, n, n)
redis.call('ZADD', expiry, ARGV[4], n)
redis.call('ZADD', due, 'LT', ARGV[4], queue)
return { number, depth + 1, redis.call('HGET', KEYS[9], ARGV[7]) or '', told }
