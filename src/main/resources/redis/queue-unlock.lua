-- Gives back what is locked. Returns how many messages these were.
-- ARGV: 4 'own': what this connection has, 'others': what other connections have; 5 the connection
local count = 0
for _, n in ipairs(redis.call('ZRANGE', locked, 0, -1)) do
  local holder = string.match(redis.call('HGET', messages, n .. 't') or '', '^%S+ (.+)$')
  if holder and (holder == ARGV[5]) == (ARGV[4] == 'own') then
    unlock(n)
    count = count + 1
  end
end
return count
