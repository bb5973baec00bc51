package io.nave.hub.methods;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Wakes who waits for a device to come. As many wait as calls are pending at most. Safe for all threads. */
@Singleton
final class MethodArrivals {

    private final ConcurrentMap<ClientId, Set<UniEmitter<? super Void>>> waiting = new ConcurrentHashMap<>();

    MethodArrivals(ConnectionTable connections) {
        connections.whenTakesMethods(this::arrived);
    }

    /**
     * Completes when the client is said to have come, here or elsewhere; that it takes methods is for the caller to find out.
     */
    Uni<Void> next(ClientId client) {
        return Uni.createFrom().emitter(emitter -> await(client, emitter));
    }

    private void await(ClientId client, UniEmitter<? super Void> emitter) {
        waiting.compute(client, (same, others) -> with(others, emitter));
        emitter.onTermination(() -> leave(client, emitter));
    }

    private void leave(ClientId client, UniEmitter<? super Void> emitter) {
        waiting.computeIfPresent(client, (same, others) -> without(others, emitter));
    }

    private static Set<UniEmitter<? super Void>> with(@Nullable Set<UniEmitter<? super Void>> others,
            UniEmitter<? super Void> emitter) {
        Set<UniEmitter<? super Void>> all = others == null ? ConcurrentHashMap.newKeySet() : others;
        all.add(emitter);
        return all;
    }

    private static @Nullable Set<UniEmitter<? super Void>> without(Set<UniEmitter<? super Void>> all,
            UniEmitter<? super Void> emitter) {
        all.remove(emitter);
        return all.isEmpty() ? null : all;
    }

    /** The client has connected, or begun to take methods. */
    void arrived(ClientId client) {
        Set<UniEmitter<? super Void>> woken = waiting.remove(client);
        if (woken != null) {
            woken.forEach(emitter -> emitter.complete(null));
        }
    }
}
