/**
 * What twins promise, tried on the real hub by clients of its own: over REST and over MQTT, on two replicas.
 * <p>
 * {@link io.nave.twins.TwinHistoryIT} lets many write at one twin at once, writes down all they are told, and has it judged by
 * {@link io.nave.twins.TwinHistoryChecker}, which replays the writes through {@link io.nave.twins.TwinModel}, the merge of
 * semantics §4.3 written anew. Model and judge have tests of their own. {@link io.nave.twins.TwinLimitsIT} holds each limit of
 * semantics §4.2 from both sides, {@link io.nave.twins.TwinReplicasIT} what one replica shows of another's writes.
 */
@NullMarked
package io.nave.twins;

import org.jspecify.annotations.NullMarked;
