-- Notes that a replica holds an identity. Returns the connection's epoch, 0 when nothing was written.
-- KEYS: the bucket's entries, the bucket's epoch counter
-- ARGV: client id, replica incarnation, since (milliseconds), 'new' or 'again'
-- 'again' is a note that could not be written when the device connected: another replica may have taken over meanwhile.
local entry = redis.call('HGET', KEYS[1], ARGV[1])
if entry and ARGV[4] == 'again' then
  local replica, since = string.match(entry, '^([^|]*)|%d+|(%d+)')
  if replica and replica ~= ARGV[2] and tonumber(since) > tonumber(ARGV[3]) then return 0 end
end
local epoch = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. epoch .. '|' .. ARGV[3])
return epoch
