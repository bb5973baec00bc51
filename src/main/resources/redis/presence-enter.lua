-- Notes that a replica holds an identity. Returns the epoch of the connection, '0' when nothing was written.
-- KEYS: the bucket's entries, the bucket's modules
-- ARGV: client id, replica incarnation, since, last activity (milliseconds), generation id, 'new' or 'again'
-- 'again' is a note that could not be written when the device connected: another replica may have taken over meanwhile.
-- An entry is incarnation|epoch|since|activity|generation; who is not connected has no incarnation. The epoch is the time of
-- Redis in microseconds, or one more than it was: so it grows also when Redis has forgotten what it was.
local replica, epoch, since = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^([^|]*)|(%d+)|(%d+)|')
if replica and ARGV[6] == 'again' then
  if replica == ARGV[2] and since == ARGV[3] then return epoch end
  if replica ~= '' and replica ~= ARGV[2] and tonumber(since) > tonumber(ARGV[3]) then return '0' end
end
local time = redis.call('TIME')
local now = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), tonumber(epoch or 0) + 1)
epoch = string.format('%.0f', now)
redis.call('HSET', KEYS[1], ARGV[1], table.concat({ARGV[2], epoch, ARGV[3], ARGV[4], ARGV[5]}, '|'))
if string.find(ARGV[1], '/', 1, true) then redis.call('SADD', KEYS[2], ARGV[1]) end
return epoch
