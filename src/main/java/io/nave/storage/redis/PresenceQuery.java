package io.nave.storage.redis;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.ReplicaId;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/** Looks up who is connected, in two round trips however many are asked for: their entries, then the leases behind them. */
final class PresenceQuery {

    private static final int AT_ONCE = 1024;

    private final RedisPipeline redis;

    PresenceQuery(RedisPipeline redis) {
        this.redis = redis;
    }

    Uni<Map<ClientId, Long>> connectedSince(Collection<ClientId> clients) {
        Map<String, List<ClientId>> buckets = clients.stream().distinct()
                .collect(Collectors.groupingBy(client -> PresenceKeys.bucket(client.device())));
        return Multi.createFrom().iterable(buckets.entrySet())
                .onItem().transformToUni(bucket -> entries(bucket.getKey(), bucket.getValue()))
                .merge(AT_ONCE).collect().in(HashMap<ClientId, PresenceEntry>::new, Map::putAll)
                .chain(this::onLiveReplicas);
    }

    Uni<Optional<ReplicaId>> holder(ClientId client) {
        return entries(PresenceKeys.bucket(client.device()), List.of(client))
                .chain(found -> holder(Optional.ofNullable(found.get(client))));
    }

    private Uni<Optional<ReplicaId>> holder(Optional<PresenceEntry> entry) {
        return entry.map(found -> ifAlive(found.incarnation()).map(Optional::ofNullable))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .map(incarnation -> incarnation.map(ReplicaId::new));
    }

    private Uni<Map<ClientId, PresenceEntry>> entries(String bucket, List<ClientId> clients) {
        Request request = Request.cmd(Command.HMGET).arg(PresenceKeys.entries(bucket));
        clients.forEach(client -> request.arg(client.toString()));
        return Uni.createFrom().completionStage(redis.send(request)).map(answer -> entries(clients, answer));
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

    private Uni<Map<ClientId, Long>> onLiveReplicas(Map<ClientId, PresenceEntry> entries) {
        Set<String> replicas = entries.values().stream().map(PresenceEntry::incarnation).collect(Collectors.toSet());
        return Multi.createFrom().iterable(replicas)
                .onItem().transformToUni(this::ifAlive).merge(AT_ONCE).collect().asSet()
                .map(alive -> since(entries, alive));
    }

    private Uni<String> ifAlive(String incarnation) {
        return Uni.createFrom().completionStage(redis.send(Request.cmd(Command.EXISTS).arg(PresenceKeys.lease(incarnation))))
                .map(answer -> answer != null && answer.toInteger() == 1 ? incarnation : null);
    }

    private static Map<ClientId, Long> since(Map<ClientId, PresenceEntry> entries, Set<String> alive) {
        Map<ClientId, Long> connected = new HashMap<>();
        entries.forEach((client, entry) -> addIfAlive(connected, client, entry, alive));
        return connected;
    }

    private static void addIfAlive(Map<ClientId, Long> connected, ClientId client, PresenceEntry entry, Set<String> alive) {
        if (alive.contains(entry.incarnation())) {
            connected.put(client, entry.since());
        }
    }
}
