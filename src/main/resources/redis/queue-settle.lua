-- Ends a delivery. Returns 'done', 'lost' or 'gone', and how much feedback was written.
-- ARGV: 4 number, 5 nonce, 6 'complete', 'reject' or 'abandon', 7 how often a message may be abandoned
local n, action = ARGV[4], ARGV[6]
local expiresAt = redis.call('ZSCORE', expiry, n)
if not expiresAt then return { 'gone', told } end
if tonumber(expiresAt) <= now then
  finish(n, 'Expired')
  tidy()
  return { 'gone', told }
end
local ending = redis.call('ZSCORE', locked, n)
local lock = redis.call('HGET', messages, n .. 't') or ''
if not ending or tonumber(ending) <= now or string.match(lock, '^%S+') ~= ARGV[5] then return { 'lost', told } end
if action == 'complete' then
  finish(n, 'Success')
elseif action == 'reject' then
  finish(n, 'Rejected')
elseif tonumber(redis.call('HGET', messages, n .. 'c') or '0') >= tonumber(ARGV[7]) then
  finish(n, 'DeliveryCountExceeded')
else
  unlock(n)
  redis.call('HINCRBY', messages, n .. 'c', 1)
  return { 'done', told }
end
tidy()
return { 'done', told }
