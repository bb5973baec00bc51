-- Notes that a replica no longer holds an identity. Returns its entry, '' when another holds it by now.
-- KEYS: the bucket's entries and events
-- ARGV: client id, replica incarnation, now, last activity (milliseconds), 'tell' when events are wanted
local replica, epoch, generation = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^([^|]*)|(%d+)|%d+|%d+|(.*)$')
if replica ~= ARGV[2] then return '' end
local time = redis.call('TIME')
local now = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), tonumber(epoch) + 1)
epoch = string.format('%.0f', now)
local entry = table.concat({'', epoch, ARGV[3], ARGV[4], generation}, '|')
redis.call('HSET', KEYS[1], ARGV[1], entry)
if ARGV[5] == 'tell' then
  redis.call('RPUSH', KEYS[2], table.concat({'0', epoch, ARGV[3], generation, ARGV[1]}, '|'))
end
return entry
