package io.nave.storage.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.ConnectionEvents;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * Connection events in Redis: a list for each bucket, appended to by the scripts that change presence. Whoever tells them takes
 * the bucket in hand, so that they are told in order; who dies with it loses it to others after a while.
 */
@Singleton
final class RedisConnectionEvents implements ConnectionEvents {

    private static final LuaScript TAKE = LuaScript.load("connection-events-take.lua");
    private static final LuaScript DONE = LuaScript.load("connection-events-done.lua");
    /** Longer than a write may take. */
    private static final Duration IN_HAND = Duration.ofSeconds(30);
    private static final int BUCKETS_AT_ONCE = 16;
    private static final int MAX_OF_A_BUCKET = 200;
    /** A snapshot sees what happened since the last one. */
    private static final int MAX_OF_A_SNAPSHOT = 10_000;

    private final RedisPipeline redis;
    private final ReplicaId replica;
    private final Set<Integer> full = ConcurrentHashMap.newKeySet();
    private final AtomicLong hands = new AtomicLong();
    private final BroadcastProcessor<Long> written = BroadcastProcessor.create();

    RedisConnectionEvents(RedisPipeline redis, ReplicaId replica) {
        this.redis = redis;
        this.replica = replica;
    }

    /** What is in hand of a bucket, and by which name. */
    private record Hand(int bucket, String name, List<ConnectionEvent> events) {
    }

    /** Something may have been written for this device. */
    void wrote(DeviceId device) {
        full.add(PresenceKeys.number(device));
        written.onNext(0L);
    }

    @Override
    public Multi<Long> written() {
        return written.onOverflow().dropPreviousItems();
    }

    @Override
    public Uni<Boolean> forward(Duration rest, Function<List<ConnectionEvent>, Uni<Void>> handOver) {
        List<Integer> buckets = full.stream().limit(BUCKETS_AT_ONCE).toList();
        return Multi.createFrom().iterable(buckets).onItem().transformToUni(bucket -> take(bucket, rest))
                .merge(BUCKETS_AT_ONCE).select().where(hand -> !hand.events().isEmpty()).collect().asList()
                .chain(hands -> handOver(hands, !rest.isPositive(), handOver))
                .map(done -> !full.isEmpty());
    }

    /** After a rest the hand is free a little early, so that it is free when the time comes. */
    private Uni<Hand> take(int bucket, Duration rest) {
        full.remove(bucket);
        String name = replica.incarnation() + ":" + hands.incrementAndGet();
        Duration hold = rest.isPositive() ? rest.multipliedBy(9).dividedBy(10) : IN_HAND;
        int max = rest.isPositive() ? MAX_OF_A_SNAPSHOT : MAX_OF_A_BUCKET;
        return send(TAKE.call(keys(bucket), List.of(name, Long.toString(hold.toMillis()), Integer.toString(max))))
                .onFailure().invoke(failure -> full.add(bucket))
                .map(answer -> new Hand(bucket, name, events(answer)));
    }

    private static List<String> keys(int bucket) {
        String tag = PresenceKeys.bucket(bucket);
        return List.of(PresenceKeys.events(tag), PresenceKeys.eventsInHand(tag));
    }

    private Uni<@Nullable Response> send(Request request) {
        return Uni.createFrom().completionStage(() -> redis.send(request));
    }

    private static List<ConnectionEvent> events(@Nullable Response answer) {
        return answer == null ? List.of()
                : StreamSupport.stream(answer.spliterator(), false).map(one -> event(one.toString())).toList();
    }

    /** As presence-enter.lua says. */
    private static ConnectionEvent event(String text) {
        String[] parts = text.split("\\|", 5);
        return new ConnectionEvent(ClientId.parse(parts[4]), parts[3], parts[0].equals("1"), Long.parseLong(parts[1]),
                Instant.ofEpochMilli(Long.parseLong(parts[2])));
    }

    private Uni<Void> handOver(List<Hand> hands, boolean release, Function<List<ConnectionEvent>, Uni<Void>> handOver) {
        List<ConnectionEvent> all = hands.stream().flatMap(hand -> hand.events().stream()).toList();
        return all.isEmpty() ? Uni.createFrom().voidItem()
                : handOver.apply(all)
                        .onFailure().call(() -> layDown(hands))
                        .chain(() -> done(hands, release));
    }

    private Uni<Void> layDown(List<Hand> hands) {
        return each(hands, hand -> done(hand, 0, true)).onFailure().recoverWithNull();
    }

    private Uni<Void> done(List<Hand> hands, boolean release) {
        return each(hands, hand -> done(hand, hand.events().size(), release));
    }

    private static Uni<Void> each(List<Hand> hands, Function<Hand, Uni<Void>> what) {
        return Multi.createFrom().iterable(hands).onItem().transformToUni(what::apply).merge(BUCKETS_AT_ONCE)
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> done(Hand hand, int told, boolean release) {
        return send(DONE.call(keys(hand.bucket()), List.of(hand.name(), Integer.toString(told), release ? "release" : "keep")))
                .invoke(left -> found(hand.bucket(), left)).replaceWithVoid();
    }

    private void found(int bucket, @Nullable Response count) {
        if (count != null && count.toLong() > 0) {
            full.add(bucket);
        }
    }

    @Override
    public Uni<Void> look() {
        return Multi.createFrom().iterable(IntStream.range(0, PresenceKeys.BUCKETS).boxed().toList())
                .onItem().transformToUni(this::look).merge(PresenceKeys.BUCKETS)
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> look(int bucket) {
        String key = PresenceKeys.events(PresenceKeys.bucket(bucket));
        return send(Request.cmd(Command.LLEN).arg(key)).invoke(count -> found(bucket, count)).replaceWithVoid();
    }
}
