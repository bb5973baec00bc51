/**
 * What queues of device-bound messages promise, tried on the real engine with random calls and crashes.
 * <p>
 * {@link io.nave.devicebound.QueueTraffic} makes the calls, several at a time, and lets hubs and the engine die in the middle;
 * {@link io.nave.devicebound.QueueWorlds} keeps all states that a queue can be in after what was answered and what was not
 * (semantics §5.1, written anew in {@link io.nave.devicebound.QueueState}), {@link io.nave.devicebound.FeedbackModel} the same
 * of feedback. That they see defects is proved by {@link io.nave.devicebound.QueueTrafficTest}, and the engine is held to them
 * by {@link io.nave.devicebound.QueueTrafficIT}.
 */
@NullMarked
package io.nave.devicebound;

import org.jspecify.annotations.NullMarked;
