package io.nave.storage.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/** One lane of {@link RedisPipeline}: at most one batch of it is in flight, on whichever connection. */
final class RedisLane {

    /** Fewer than the client keeps unanswered on a connection (2048). */
    private static final int MAX_BATCH = 500;

    private final Redis redis;
    private final RedisConfig config;
    private final Queue<Waiting> queue = new ArrayDeque<>();
    private boolean inFlight;

    private record Waiting(Request request, CompletableFuture<@Nullable Response> answer) {
    }

    RedisLane(Redis redis, RedisConfig config) {
        this.redis = redis;
        this.config = config;
    }

    /** Sends a command, now or with the next batch; the answer is null for nil. Fails with SERVICE_UNAVAILABLE. */
    CompletionStage<@Nullable Response> send(Request request) {
        Waiting waiting = new Waiting(request, new CompletableFuture<>());
        if (!offer(waiting)) {
            waiting.answer().completeExceptionally(new HubException(ErrorCode.SERVICE_UNAVAILABLE,
                    "Too many commands wait for Redis, try again later"));
        }
        flush();
        return waiting.answer();
    }

    private synchronized boolean offer(Waiting waiting) {
        return queue.size() < config.maxWaiting() && queue.add(waiting);
    }

    private void flush() {
        List<Waiting> batch = nextBatch();
        if (!batch.isEmpty()) {
            redis.batch(batch.stream().map(Waiting::request).toList())
                    .ifNoItem().after(config.timeout()).fail()
                    .subscribe().with(answers -> answer(batch, answers), failure -> fail(batch, failure));
        }
    }

    private synchronized List<Waiting> nextBatch() {
        List<Waiting> batch = new ArrayList<>();
        while (!inFlight && batch.size() < MAX_BATCH && !queue.isEmpty()) {
            batch.add(queue.remove());
        }
        inFlight |= !batch.isEmpty();
        return batch;
    }

    private void answer(List<Waiting> batch, List<Response> answers) {
        landed();
        flush();
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer().complete(answers.get(i));
        }
    }

    private void fail(List<Waiting> batch, Throwable failure) {
        HubException refusal = new HubException(ErrorCode.SERVICE_UNAVAILABLE,
                "Redis does not answer, try again later", failure);
        List<Waiting> all = new ArrayList<>(batch);
        all.addAll(drain());
        all.forEach(waiting -> waiting.answer().completeExceptionally(refusal));
    }

    private synchronized void landed() {
        inFlight = false;
    }

    private synchronized List<Waiting> drain() {
        List<Waiting> behind = List.copyOf(queue);
        queue.clear();
        inFlight = false;
        return behind;
    }
}
