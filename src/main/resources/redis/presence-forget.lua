-- Removes the entry of an identity that is no more; with a device those of its modules. Who was connected is not any more.
-- KEYS: the bucket's entries, modules and events; ARGV: client id, now (milliseconds), 'tell' when events are wanted
local function forget(client)
  local replica, epoch, generation = string.match(redis.call('HGET', KEYS[1], client) or '', '^([^|]*)|(%d+)|%d+|%d+|(.*)$')
  redis.call('HDEL', KEYS[1], client)
  redis.call('SREM', KEYS[2], client)
  if replica and replica ~= '' and ARGV[3] == 'tell' then
    local time = redis.call('TIME')
    local now = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), tonumber(epoch) + 1)
    redis.call('RPUSH', KEYS[3], table.concat({'0', string.format('%.0f', now), ARGV[2], generation, client}, '|'))
  end
end
forget(ARGV[1])
local prefix = ARGV[1] .. '/'
for _, module in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  if string.sub(module, 1, #prefix) == prefix then forget(module) end
end
return 0
