-- Notes when identities were last active, of those that the replica holds.
-- KEYS: the bucket's entries; ARGV: replica incarnation, then for each a client id and a time (milliseconds)
for i = 2, #ARGV, 2 do
  local replica, before, activity, generation =
    string.match(redis.call('HGET', KEYS[1], ARGV[i]) or '', '^([^|]*)(|%d+|%d+|)(%d+)|(.*)$')
  if replica == ARGV[1] and tonumber(activity) < tonumber(ARGV[i + 1]) then
    redis.call('HSET', KEYS[1], ARGV[i], table.concat({replica, before, ARGV[i + 1], '|', generation}))
  end
end
return 0
