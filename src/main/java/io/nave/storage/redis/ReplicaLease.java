package io.nave.storage.redis;

import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.ReplicaId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * The key that says that this replica lives; it goes by itself when nobody renews it. It does not travel through
 * {@link RedisPipeline}, because it must not wait behind a storm of connects.
 */
@Singleton
final class ReplicaLease {

    private final Redis redis;
    private final RedisConfig config;
    private final Clock clock;
    private final String incarnation;
    private final String key;

    ReplicaLease(Redis redis, RedisConfig config, ReplicaId replica, Clock clock) {
        this.redis = redis;
        this.config = config;
        this.clock = clock;
        this.incarnation = replica.incarnation();
        this.key = PresenceKeys.lease(replica.incarnation());
    }

    /**
     * Renews the lease and says with it how many devices this replica holds; false when it was not there, because it is new or
     * ran out or Redis forgot it.
     */
    Uni<Boolean> renew(long devices) {
        long millis = config.lease().toMillis();
        return redis.send(Request.cmd(Command.SET).arg(key).arg(devices).arg("PX").arg(millis).arg("GET"))
                .ifNoItem().after(config.timeout()).fail()
                .map(before -> before != null)
                .call(() -> redis.send(endsAt(clock.millis() + millis)));
    }

    private Request endsAt(long time) {
        return Request.cmd(Command.HSET).arg(PresenceKeys.LEASES).arg(incarnation).arg(time);
    }

    /** How many devices the other live replicas hold, as they said when they renewed their leases. */
    Uni<Long> countElsewhere() {
        return redis.send(Request.cmd(Command.HKEYS).arg(PresenceKeys.LEASES))
                .ifNoItem().after(config.timeout()).fail()
                .onItem().transformToMulti(members -> Multi.createFrom().iterable(texts(members)))
                .filter(member -> !member.equals(incarnation))
                .onItem().transformToUniAndMerge(this::countOf)
                .collect().with(Collectors.summingLong(Long::longValue));
    }

    private static List<String> texts(@Nullable Response members) {
        return members == null ? List.of()
                : IntStream.range(0, members.size()).mapToObj(i -> members.get(i).toString()).toList();
    }

    /** A replica without a lease is dead. */
    private Uni<Long> countOf(String other) {
        return redis.send(Request.cmd(Command.GET).arg(PresenceKeys.lease(other)))
                .ifNoItem().after(config.timeout()).fail()
                .map(count -> count == null ? 0L : count.toLong());
    }

    /** On a stop nobody has to wait until the lease runs out. */
    Uni<Void> end() {
        return redis.send(endsAt(clock.millis()))
                .chain(() -> redis.send(Request.cmd(Command.DEL).arg(key)))
                .ifNoItem().after(config.timeout()).fail()
                .onFailure().recoverWithNull().replaceWithVoid();
    }
}
