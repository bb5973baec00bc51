package io.nave.storage.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * Sends commands in batches: while one is in flight the next ones are collected, and they reach Redis in the order they were
 * given. When a batch fails, whatever waits behind it fails too, so that nobody queues for a Redis that is away. A command that
 * timed out may still have been carried out.
 * <p>
 * There are several lanes, each with an order of its own and one batch in flight: Redis reads a few commands of a connection
 * and
 * then writes its file to the disk, so that one connection alone leaves it waiting for the disk most of the time. What belongs
 * to
 * one bucket of devices takes one lane, everything else the common one. From any thread; completes on a thread of the Redis
 * client.
 */
@Singleton
final class RedisPipeline {

    private static final int LANES = 8;

    private final RedisLane common;
    private final List<RedisLane> lanes;

    RedisPipeline(Redis redis, RedisConfig config) {
        this.common = new RedisLane(redis, config);
        this.lanes = Stream.generate(() -> new RedisLane(redis, config)).limit(LANES).toList();
    }

    /** Sends a command, now or with the next batch; the answer is null for nil. Fails with SERVICE_UNAVAILABLE. */
    CompletionStage<@Nullable Response> send(Request request) {
        return common.send(request);
    }

    /** The same in the lane of a bucket. */
    CompletionStage<@Nullable Response> send(String bucket, Request request) {
        return lanes.get(Math.floorMod(bucket.hashCode(), LANES)).send(request);
    }
}
