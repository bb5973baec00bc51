-- Removes a queue with all that is in it.
-- KEYS: 8 numbers of the bucket (hash)
redis.call('DEL', waiting, locked, expiry, messages, dead)
redis.call('ZREM', due, queue)
return redis.call('HDEL', KEYS[8], queue)
