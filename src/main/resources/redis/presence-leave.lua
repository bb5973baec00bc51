-- Removes the entry of an identity if this replica wrote it. Returns how many were removed.
-- KEYS: the bucket's entries; ARGV: client id, replica incarnation
local entry = redis.call('HGET', KEYS[1], ARGV[1])
if entry and string.sub(entry, 1, #ARGV[2] + 1) == ARGV[2] .. '|' then
  return redis.call('HDEL', KEYS[1], ARGV[1])
end
return 0
