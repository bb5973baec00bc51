-- Dead-letters messages up to a number, so many at a time. Returns how many, whether there may be more, and how much feedback was
-- written.
-- ARGV: 4 the last number, or '' for the last there is; 5 how many at a time
-- KEYS: 8 numbers of the bucket (hash)
expire()
local last = tonumber(ARGV[4]) or tonumber(redis.call('HGET', KEYS[8], queue) or '0')
local numbers = {}
for _, n in ipairs(redis.call('ZRANGE', expiry, 0, -1)) do
  if tonumber(n) <= last then numbers[#numbers + 1] = tonumber(n) end
end
table.sort(numbers)
local count = math.min(#numbers, tonumber(ARGV[5]))
for i = 1, count do finish(string.format('%.0f', numbers[i]), 'Purged') end
tidy()
return { count, #numbers > count and string.format('%.0f', last) or '', told }
