-- Notes that a replica holds an identity. Returns its entry, '' when it is another replica's.
-- KEYS: the bucket's entries, modules and events
-- ARGV: client id, replica incarnation, since, last activity (milliseconds), generation id, 'new', 'late' or 'again',
--       'tell' when events are wanted
-- 'late' is a note that could not be written when the device connected, 'again' one that Redis may have lost or that may have
-- been undone since: another replica may have taken over meanwhile.
-- An entry is incarnation|epoch|since|activity|generation; who is not connected has no incarnation. The epoch is the time of
-- Redis in microseconds, or one more than it was: so it grows also when Redis has forgotten what it was. An event is
-- connected|epoch|time|generation|client; a connection that takes over ends the one before it.
local entry = redis.call('HGET', KEYS[1], ARGV[1])
local replica, epoch, since, generation = string.match(entry or '', '^([^|]*)|(%d+)|(%d+)|%d+|(.*)$')
local known = replica and ARGV[6] ~= 'new' and replica == ARGV[2] and since == ARGV[3]
if known and ARGV[6] == 'late' then return entry end
if replica and ARGV[6] ~= 'new' and replica ~= '' and replica ~= ARGV[2] and tonumber(since) > tonumber(ARGV[3]) then
  return ''
end
local time = redis.call('TIME')
local now = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), tonumber(epoch or 0) + 1)
local tell = ARGV[7] == 'tell' and not known
if replica and replica ~= '' and not known then
  if tell then
    redis.call('RPUSH', KEYS[3], table.concat({'0', string.format('%.0f', now), ARGV[3], generation, ARGV[1]}, '|'))
  end
  now = now + 1
end
epoch = string.format('%.0f', now)
entry = table.concat({ARGV[2], epoch, ARGV[3], ARGV[4], ARGV[5]}, '|')
redis.call('HSET', KEYS[1], ARGV[1], entry)
if string.find(ARGV[1], '/', 1, true) then redis.call('SADD', KEYS[2], ARGV[1]) end
if tell and (replica or ARGV[6] ~= 'again') then
  redis.call('RPUSH', KEYS[3], table.concat({'1', epoch, ARGV[3], ARGV[5], ARGV[1]}, '|'))
end
return entry
