package io.nave.storage.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.ReplicaId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * Notices replicas whose lease is over, and marks as disconnected whom they held, each once: one survivor goes through the
 * buckets in small steps, and when it dies over that another one goes on.
 */
@Singleton
final class DeadReplicas {

    /** How long a survivor has for it; two of them at it do no harm. */
    private static final Duration BURIAL = Duration.ofSeconds(30);
    private static final int BUCKETS_AT_ONCE = 8;
    /** Where the way through a bucket starts, and what stands for its end. */
    private static final String START = "0";

    private final RedisPipeline redis;
    private final PresenceScripts scripts;
    private final String self;

    DeadReplicas(RedisPipeline redis, PresenceScripts scripts, ReplicaId replica) {
        this.redis = redis;
        this.scripts = scripts;
        this.self = replica.incarnation();
    }

    /**
     * A replica, and when its lease ended in milliseconds since 1970; nothing that was noted later than {@code epoch} counts.
     */
    record Death(String incarnation, long at, long epoch) {
    }

    /** Looks for dead replicas, and buries those that no other survivor buries. */
    Uni<Void> bury() {
        return send(Request.cmd(Command.HGETALL).arg(PresenceKeys.LEASES))
                .onItem().transformToMulti(leases -> Multi.createFrom().iterable(others(leases)))
                .onItem().transformToUniAndConcatenate(this::buryIfDead)
                .collect().last().replaceWithVoid();
    }

    private Uni<@Nullable Response> send(Request request) {
        return Uni.createFrom().completionStage(() -> redis.send(request));
    }

    private List<Death> others(@Nullable Response leases) {
        return leases == null ? List.of()
                : leases.getKeys().stream().filter(Predicate.not(self::equals))
                        .map(other -> new Death(other, leases.get(other).toLong(), 0)).toList();
    }

    private Uni<Void> buryIfDead(Death death) {
        return send(Request.cmd(Command.EXISTS).arg(PresenceKeys.lease(death.incarnation())))
                .chain(live -> isOne(live) ? Uni.createFrom().voidItem() : claimAndBury(death));
    }

    private static boolean isOne(@Nullable Response answer) {
        return answer != null && answer.toInteger() == 1;
    }

    private Uni<Void> claimAndBury(Death death) {
        Request claim = Request.cmd(Command.SET).arg(PresenceKeys.burial(death.incarnation())).arg(self).arg("NX")
                .arg("PX").arg(BURIAL.toMillis());
        return send(claim).chain(claimed -> claimed == null ? Uni.createFrom().voidItem() : bury(death));
    }

    /** By the time of Redis, as epochs are. */
    private Uni<Void> bury(Death death) {
        return send(Request.cmd(Command.TIME)).map(time -> new Death(death.incarnation(), death.at(), micros(time)))
                .chain(this::buryEverywhere);
    }

    private static long micros(@Nullable Response time) {
        return time == null ? 0 : time.get(0).toLong() * 1_000_000 + time.get(1).toLong();
    }

    private Uni<Void> buryEverywhere(Death death) {
        List<Integer> buckets = IntStream.range(0, PresenceKeys.BUCKETS).boxed().toList();
        return Multi.createFrom().iterable(buckets).onItem().transformToUni(bucket -> buryIn(bucket, START, death))
                .merge(BUCKETS_AT_ONCE).collect().last()
                .chain(() -> send(Request.cmd(Command.HDEL).arg(PresenceKeys.LEASES).arg(death.incarnation())))
                .chain(() -> send(Request.cmd(Command.DEL).arg(PresenceKeys.burial(death.incarnation()))))
                .replaceWithVoid();
    }

    private Uni<Void> buryIn(int bucket, String from, Death death) {
        return scripts.bury(bucket, from, death)
                .chain(next -> next.equals(START) ? Uni.createFrom().voidItem() : buryIn(bucket, next, death));
    }
}
