package io.nave.storage.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.Presence;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/** Looks up who is or was connected, in two round trips however many are asked for: their entries, then the leases behind. */
@Singleton
final class PresenceQuery {

    private static final int AT_ONCE = 1024;

    /** How long a replica is taken for live without asking again; far below a lease, within which nobody notices a death. */
    private static final long TRUSTED_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_TRUSTED = 1000;

    private final RedisPipeline redis;
    private final ConcurrentMap<String, Long> seenLive = new ConcurrentHashMap<>();

    PresenceQuery(RedisPipeline redis) {
        this.redis = redis;
    }

    Uni<Map<ClientId, Presence>> find(Collection<ClientId> clients) {
        Map<String, List<ClientId>> buckets = clients.stream().distinct()
                .collect(Collectors.groupingBy(client -> PresenceKeys.bucket(client.device())));
        return Multi.createFrom().iterable(buckets.entrySet())
                .onItem().transformToUni(bucket -> entries(bucket.getKey(), bucket.getValue()))
                .merge(AT_ONCE).collect().in(HashMap<ClientId, PresenceEntry>::new, Map::putAll)
                .chain(this::withLeases);
    }

    /** Whether a replica's lease runs, or did within the last second. */
    Uni<Boolean> isLive(String incarnation) {
        Long seen = seenLive.get(incarnation);
        boolean trusted = seen != null && System.nanoTime() - seen < TRUSTED_NANOS;
        return trusted ? Uni.createFrom().item(true) : exists(incarnation).invoke(exists -> saw(incarnation, exists));
    }

    private void saw(String incarnation, boolean live) {
        if (!live) {
            seenLive.remove(incarnation);
        } else {
            if (seenLive.size() >= MAX_TRUSTED) { // replicas that are gone for long
                seenLive.clear();
            }
            seenLive.put(incarnation, System.nanoTime());
        }
    }

    private Uni<Map<ClientId, PresenceEntry>> entries(String bucket, List<ClientId> clients) {
        Request request = Request.cmd(Command.HMGET).arg(PresenceKeys.entries(bucket));
        clients.forEach(client -> request.arg(client.toString()));
        return Uni.createFrom().completionStage(redis.send(bucket, request)).map(answer -> entries(clients, answer));
    }

    private static Map<ClientId, PresenceEntry> entries(List<ClientId> clients, @Nullable Response answer) {
        Map<ClientId, PresenceEntry> found = new HashMap<>();
        for (int i = 0; answer != null && i < clients.size(); i++) {
            ClientId client = clients.get(i);
            Optional.ofNullable(answer.get(i)).map(Response::toString).flatMap(PresenceEntry::parse)
                    .ifPresent(entry -> found.put(client, entry));
        }
        return found;
    }

    private Uni<Map<ClientId, Presence>> withLeases(Map<ClientId, PresenceEntry> entries) {
        Set<String> replicas = entries.values().stream().filter(PresenceEntry::isConnected)
                .map(PresenceEntry::incarnation).collect(Collectors.toSet());
        return Multi.createFrom().iterable(replicas)
                .onItem().transformToUni(this::lease).merge(AT_ONCE).collect().asMap(Lease::incarnation)
                .map(leases -> presences(entries, leases));
    }

    private Uni<Lease> lease(String incarnation) {
        Uni<@Nullable Response> end = answer(Request.cmd(Command.HGET).arg(PresenceKeys.LEASES).arg(incarnation));
        return Uni.combine().all().unis(exists(incarnation), end)
                .with((exists, time) -> new Lease(incarnation, exists, millis(time)));
    }

    private Uni<Boolean> exists(String incarnation) {
        return answer(Request.cmd(Command.EXISTS).arg(PresenceKeys.lease(incarnation))).map(PresenceQuery::isOne);
    }

    private Uni<@Nullable Response> answer(Request request) {
        return Uni.createFrom().completionStage(() -> redis.send(request));
    }

    private static boolean isOne(@Nullable Response answer) {
        return answer != null && answer.toInteger() == 1;
    }

    private static long millis(@Nullable Response answer) {
        return answer == null ? 0 : answer.toLong();
    }

    private static Map<ClientId, Presence> presences(Map<ClientId, PresenceEntry> entries, Map<String, Lease> leases) {
        Map<ClientId, Presence> presences = new HashMap<>();
        entries.forEach((client, entry) -> presences.put(client,
                presence(entry, leases.getOrDefault(entry.incarnation(), Lease.NONE))));
        return presences;
    }

    private static Presence presence(PresenceEntry entry, Lease lease) {
        long since = lease.isLive() ? entry.since() : Math.max(entry.activity(), lease.end());
        return new Presence(entry.generationId(), entry.isConnected() && lease.isLive(), Instant.ofEpochMilli(since),
                Instant.ofEpochMilli(entry.activity()));
    }

    /** Whether a replica lives, and until when its lease runs or ran; 0 when that was forgotten. */
    private record Lease(String incarnation, boolean isLive, long end) {

        /** That of those who are not connected: it never ends. */
        static final Lease NONE = new Lease("", true, 0);
    }
}
