-- Dead-letters what has expired. Returns how many messages these were, how many are left, and how much feedback was written.
local count = expire()
tidy()
return { count, redis.call('ZCARD', expiry), told }
