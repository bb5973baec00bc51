-- Marks those as disconnected whom a dead replica held, a few entries at a time. Returns where to go on, '0' at the end, then
-- client id and entry of each that was marked.
-- KEYS: the bucket's entries and events
-- ARGV: replica incarnation, where to go on, the time of death (milliseconds), an epoch, 'tell' when events are wanted
-- A replica that was only paused writes its entries anew: those have a greater epoch than the given one and stay.
local scan = redis.call('HSCAN', KEYS[1], ARGV[2], 'COUNT', 100)
local answer = {scan[1]}
for i = 1, #scan[2], 2 do
  local client = scan[2][i]
  local replica, epoch, activity, generation =
    string.match(redis.call('HGET', KEYS[1], client) or '', '^([^|]*)|(%d+)|%d+|(%d+)|(.*)$')
  if replica == ARGV[1] and tonumber(epoch) <= tonumber(ARGV[4]) then
    local time = redis.call('TIME')
    local now = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), tonumber(epoch) + 1)
    local died = string.format('%.0f', math.max(tonumber(ARGV[3]), tonumber(activity)))
    epoch = string.format('%.0f', now)
    local entry = table.concat({'', epoch, died, activity, generation}, '|')
    redis.call('HSET', KEYS[1], client, entry)
    if ARGV[5] == 'tell' then
      redis.call('RPUSH', KEYS[2], table.concat({'0', epoch, died, generation, client}, '|'))
    end
    table.insert(answer, client)
    table.insert(answer, entry)
  end
end
return answer
