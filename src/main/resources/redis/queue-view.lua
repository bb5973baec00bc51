-- Looks at a queue and changes nothing. Returns its depth, and for each of its first messages the number, how often it was
-- abandoned, its expiry, the end of its lock or '', and the message.
-- ARGV: 4 how many at most
local numbers = {}
for _, n in ipairs(redis.call('ZRANGE', waiting, 0, -1)) do numbers[#numbers + 1] = tonumber(n) end
for _, n in ipairs(redis.call('ZRANGE', locked, 0, -1)) do numbers[#numbers + 1] = tonumber(n) end
table.sort(numbers)
local answer, seen = { 0 }, 0
for _, number in ipairs(numbers) do
  local n = string.format('%.0f', number)
  local expiresAt = redis.call('ZSCORE', expiry, n)
  if expiresAt and tonumber(expiresAt) > now then
    seen = seen + 1
    if seen <= tonumber(ARGV[4]) then
      local found = redis.call('HMGET', messages, n, n .. 'c')
      local ending = redis.call('ZSCORE', locked, n)
      answer[#answer + 1] = n
      answer[#answer + 1] = found[2] or '0'
      answer[#answer + 1] = expiresAt
      answer[#answer + 1] = ending and tonumber(ending) > now and ending or ''
      answer[#answer + 1] = found[1]
    end
  end
end
answer[1] = seen
return answer
