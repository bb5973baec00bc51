/**
 * What Redis 6.2 or later keeps. Of replicas: RedisPresenceStore (who is and was connected where, and which replicas
 * live; PresenceScripts writes it), DeadReplicas (whom a dead one held), RedisConnectionEvents (what of that is to be told) and
 * RedisNodeMessenger (calls to all or to one); when Redis was away, upkeep writes again who is connected here. Of devices:
 * RedisDeviceBoundQueue, the only copy of messages on their way to them, so Redis must write its append-only file before it
 * answers. Of back ends, each a RedisServiceBoundQueue: RedisFeedbackQueue, fed by FeedbackOutbox, and
 * RedisFileNotificationQueue. All send through RedisPipeline in batches, what
 * belongs to one bucket in the order in which it was asked.
 *
 * <p>
 * Keys of a device lie in a bucket (hash of the device id modulo 1024) with the hash tag {bN}, so that each script finds all
 * its
 * keys in one slot; what the whole hub has in one place, the batches of feedback and the notifications of files, has tags of
 * its own. A step from one slot to
 * another can be done twice without harm. Scripts are sent as text with EVAL, because Redis 6.2 has no functions; they lie in
 * the resource folder {@code redis} and never fail for want of memory: one failed command would take those of others with it.
 */
@NullMarked
package io.nave.storage.redis;

import org.jspecify.annotations.NullMarked;
