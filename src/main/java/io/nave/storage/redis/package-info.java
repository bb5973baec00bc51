/**
 * What replicas know of each other, in Redis 6.2 or later: RedisPresenceStore (who is connected where, and which replicas live)
 * and RedisNodeMessenger (calls over one channel). Both send through RedisPipeline, one batch in flight, so that a storm of
 * connects costs a few round trips. Nothing here is the only copy of anything: when Redis was away, upkeep writes again what
 * this replica holds. Keys of a device lie in a bucket (hash of the device id modulo 1024) with the hash tag {bN}. Scripts are
 * sent as text with EVAL, because Redis 6.2 has no functions; they lie in the resource folder {@code redis}.
 */
@NullMarked
package io.nave.storage.redis;

import org.jspecify.annotations.NullMarked;
