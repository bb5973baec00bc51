package io.nave.storage.redis;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.nave.hub.id.LockToken;
import io.nave.hub.message.MessageBody;
import io.nave.hub.servicebound.Settlement;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/** The scripts of queues as calls; they say what each does. From any thread. */
final class QueueScripts {

    private static final LuaScript ENQUEUE = load("queue-enqueue.lua");
    private static final LuaScript TELL = load("queue-tell.lua");
    private static final LuaScript RECEIVE = load("queue-receive.lua");
    private static final LuaScript SETTLE = load("queue-settle.lua");
    private static final LuaScript UNLOCK = load("queue-unlock.lua");
    private static final LuaScript PURGE = load("queue-purge.lua");
    private static final LuaScript EXPIRE = load("queue-expire.lua");
    private static final LuaScript VIEW = load("queue-view.lua");
    private static final LuaScript DELETE = load("queue-delete.lua");

    /** Milliseconds, longer than a device waits for an answer. */
    private static final long SHORTEST_MEMORY = 60_000;

    private final Clock clock;
    private final int deadLetters;
    private final SecureRandom random = new SecureRandom();

    QueueScripts(Clock clock, int deadLetters) {
        this.clock = clock;
        this.deadLetters = deadLetters;
    }

    private static LuaScript load(String file) {
        return LuaScript.load("queue-functions.lua", file);
    }

    /** What to enqueue; {@code wish} is what feedback is wanted, as the script writes it, or empty. */
    record Arrival(Instant expiresAt, int maxDepth, String wish, MessageBody message) {
    }

    /** What to tell back ends once, by an id that is remembered for a while. */
    record Told(String id, Instant rememberUntil, Instant expiresAt, int maxDepth, String message) {
    }

    /** A delivery under way: the secret of the tokens it will have, and until when they are good. */
    record Locking(long nonce, Instant until) {
    }

    Instant now() {
        return clock.instant();
    }

    Request enqueue(QueueKeys queue, Arrival arrival) {
        return call(ENQUEUE, queue, queue.withPresence())
                .arg(arrival.expiresAt().toEpochMilli()).arg(arrival.maxDepth()).arg(arrival.wish()).arg(queue.device())
                .arg(Buffer.buffer(arrival.message().bytes()));
    }

    /** What is told just before it may be forgotten is remembered a little longer. */
    Request tell(QueueKeys queue, Told told) {
        long remembered = Math.max(Duration.between(clock.instant(), told.rememberUntil()).toMillis(), SHORTEST_MEMORY);
        return call(TELL, queue, queue.withTold(told.id())).arg(told.expiresAt().toEpochMilli()).arg(told.maxDepth())
                .arg(remembered).arg(told.message());
    }

    Locking locking(Duration lock) {
        return new Locking(random.nextLong(), Instant.ofEpochMilli(clock.millis()).plus(lock));
    }

    Request receive(QueueKeys queue, Locking locking, String connection, int max) {
        return call(RECEIVE, queue).arg(max).arg(locking.until().toEpochMilli()).arg(Long.toHexString(locking.nonce()))
                .arg(connection);
    }

    Request settle(QueueKeys queue, LockToken token, String action, int maxDeliveryCount) {
        return call(SETTLE, queue).arg(token.sequenceNumber()).arg(Long.toHexString(token.nonce())).arg(action)
                .arg(maxDeliveryCount);
    }

    Request unlockOthers(QueueKeys queue, String connection) {
        return call(UNLOCK, queue).arg("others").arg(connection);
    }

    Request unlockOwn(QueueKeys queue, String connection) {
        return call(UNLOCK, queue).arg("own").arg(connection);
    }

    /** {@code last} is what the purge before answered, empty at first. */
    Request purge(QueueKeys queue, String last, int atOnce) {
        return call(PURGE, queue, queue.withNumbers()).arg(last).arg(atOnce);
    }

    Request expire(QueueKeys queue) {
        return call(EXPIRE, queue);
    }

    Request view(QueueKeys queue, int max) {
        return call(VIEW, queue).arg(max);
    }

    Request delete(QueueKeys queue) {
        return call(DELETE, queue, queue.withNumbers());
    }

    private Request call(LuaScript script, QueueKeys queue) {
        return call(script, queue, queue.common());
    }

    private Request call(LuaScript script, QueueKeys queue, List<String> keys) {
        return script.call(keys).arg(clock.millis()).arg(queue.name()).arg(deadLetters);
    }

    static Settlement settlement(Response answer) {
        return switch (answer.get(0).toString()) {
            case "done" -> Settlement.DONE;
            case "lost" -> Settlement.LOCK_LOST;
            default -> Settlement.NOT_FOUND;
        };
    }
}
