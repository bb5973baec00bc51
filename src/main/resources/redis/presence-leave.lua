-- Notes that a replica no longer holds an identity. Returns the epoch of that, '0' when another holds it by now.
-- KEYS: the bucket's entries; ARGV: client id, replica incarnation, now, last activity (milliseconds)
local replica, epoch, generation = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^([^|]*)|(%d+)|%d+|%d+|(.*)$')
if replica ~= ARGV[2] then return '0' end
local time = redis.call('TIME')
local now = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), tonumber(epoch) + 1)
epoch = string.format('%.0f', now)
redis.call('HSET', KEYS[1], ARGV[1], table.concat({'', epoch, ARGV[3], ARGV[4], generation}, '|'))
return epoch
