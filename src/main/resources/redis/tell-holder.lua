-- Publishes to the replica that holds an identity, if it is another one. Returns that replica, '' when nobody was told.
-- KEYS: the bucket's entries
-- ARGV: client id, this replica's incarnation, the beginning of a replica's channel, text
local holder = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^([^|]+)|')
if not holder or holder == ARGV[2] or redis.call('PUBLISH', ARGV[3] .. holder, ARGV[4]) == 0 then return '' end
return holder
