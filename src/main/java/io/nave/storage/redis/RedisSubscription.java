package io.nave.storage.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * A subscription to some channels that comes back by itself.
 *
 * <pre>
 * start ──► connecting ──► listening ──► (closed by anyone) ──► waiting ──► connecting ...
 * </pre>
 *
 * What is published while nobody listens is lost. Messages arrive on a thread of the Redis client, one after the other.
 */
final class RedisSubscription {

    private final Redis redis;
    private final List<String> channels;
    private final Duration retryAfter;
    private final Consumer<String> onMessage;
    private final Consumer<Throwable> onLost;
    private final AtomicReference<@Nullable RedisConnection> listening = new AtomicReference<>();
    private volatile boolean stopped;

    RedisSubscription(Redis redis, List<String> channels, Duration retryAfter, Consumer<String> onMessage,
            Consumer<Throwable> onLost) {
        this.redis = redis;
        this.channels = List.copyOf(channels);
        this.retryAfter = retryAfter;
        this.onMessage = onMessage;
        this.onLost = onLost;
    }

    void start() {
        redis.connect().subscribe().with(this::listen, this::startLater);
    }

    void stop() {
        stopped = true;
        RedisConnection connection = listening.getAndSet(null);
        if (connection != null) {
            connection.closeAndForget();
        }
    }

    private void listen(RedisConnection connection) {
        listening.set(connection);
        connection.handler(this::received);
        connection.endHandler(() -> lost(connection, new IllegalStateException("Redis closed the subscription")));
        connection.exceptionHandler(failure -> lost(connection, failure));
        Request subscribe = Request.cmd(Command.SUBSCRIBE);
        channels.forEach(subscribe::arg);
        connection.send(subscribe).subscribe()
                .with(sent -> closeIfStopped(), failure -> lost(connection, failure));
    }

    /** The end, an error and a refused command may all tell of the same loss: only the first one counts. */
    private void lost(RedisConnection connection, Throwable cause) {
        if (listening.compareAndSet(connection, null)) {
            connection.closeAndForget();
            startLater(cause);
        }
    }

    private void startLater(Throwable cause) {
        if (!stopped) {
            onLost.accept(cause);
            Uni.createFrom().voidItem().onItem().delayIt().by(retryAfter).subscribe().with(x -> startUnlessStopped());
        }
    }

    private void startUnlessStopped() {
        if (!stopped) {
            start();
        }
    }

    private void closeIfStopped() {
        if (stopped) {
            stop();
        }
    }

    /** {@code message channel text}; other arrays are answers to the subscription itself. */
    private void received(Response message) {
        if (message.size() == 3 && "message".equals(message.get(0).toString())) {
            onMessage.accept(message.get(2).toString());
        }
    }
}
