-- Removes the entry of an identity that is no more; with a device those of its modules.
-- KEYS: the bucket's entries, the bucket's modules; ARGV: client id
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('SREM', KEYS[2], ARGV[1])
local prefix = ARGV[1] .. '/'
for _, module in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  if string.sub(module, 1, #prefix) == prefix then
    redis.call('HDEL', KEYS[1], module)
    redis.call('SREM', KEYS[2], module)
  end
end
return 0
