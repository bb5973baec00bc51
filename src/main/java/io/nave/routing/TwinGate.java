package io.nave.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.twins.TwinSnapshot;
import io.nave.hub.twins.TwinSnapshots;

/**
 * Lets messages through that know their sender's twin, and holds back, in their order, those of a device whose twin must be
 * read first. Twins are read many at a time, what is asked for meanwhile with the next read. Bounded by the bytes that wait.
 * Safe for all threads.
 */
@Singleton
final class TwinGate {

    private static final int AT_ONCE = 1000;
    private static final long MAX_BYTES = 16L << 20;

    private final HubException busy = new HubException(ErrorCode.SERVER_BUSY,
            "Too many messages wait for twins that routes look at; send this one again later");

    private final TwinSnapshots snapshots;
    private final Map<ClientId, Queue<Passage>> waiting = new ConcurrentHashMap<>();
    private final Queue<ClientId> unread = new ArrayDeque<>();
    private final AtomicLong bytes = new AtomicLong();
    private boolean reading;

    /** A message on its way through the gate. Exactly one of the two is called, once. */
    interface Passage {

        ClientId client();

        /** In bytes, for the bound. */
        int size();

        /** With the twin as {@link TwinSnapshot} has it; missing when there is none. */
        void pass(JsonNode twin);

        void refuse(HubException cause);
    }

    TwinGate(TwinSnapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** Whether nobody waits, so that what needs no twin may go past the gate without changing the order. */
    boolean isIdle() {
        return waiting.isEmpty();
    }

    /** Lets a message through, now or when the twin is read. */
    void enter(Passage passage, boolean needsTwin) {
        if (!waiting.containsKey(passage.client())) {
            JsonNode twin = needsTwin ? known(passage.client()) : MissingNode.getInstance();
            if (twin != null) {
                pass(passage, twin);
                return;
            }
        }
        if (hold(passage)) {
            read();
        } else {
            passage.refuse(busy);
        }
    }

    private @Nullable JsonNode known(ClientId client) {
        TwinSnapshot snapshot = snapshots.known(client);
        return snapshot == null ? null : snapshot.document();
    }

    private synchronized boolean hold(Passage passage) {
        if (bytes.get() >= MAX_BYTES) {
            return false;
        }
        bytes.addAndGet(passage.size());
        Queue<Passage> queue = waiting.get(passage.client());
        if (queue == null) {
            queue = new ArrayDeque<>();
            waiting.put(passage.client(), queue);
            unread.add(passage.client());
        }
        queue.add(passage);
        return true;
    }

    private void read() {
        List<ClientId> clients = next();
        if (!clients.isEmpty()) {
            snapshots.read(clients).subscribe().with(this::passAll, failure -> refuseAll(clients, failure));
        }
    }

    private synchronized List<ClientId> next() {
        List<ClientId> clients = new ArrayList<>();
        while (!reading && clients.size() < AT_ONCE && !unread.isEmpty()) {
            clients.add(unread.remove());
        }
        reading |= !clients.isEmpty();
        return clients;
    }

    private void passAll(Map<ClientId, TwinSnapshot> found) {
        found.forEach((client, snapshot) -> drain(client, snapshot.document()));
        finished();
    }

    private void drain(ClientId client, JsonNode twin) {
        for (Passage next = take(client); next != null; next = take(client)) {
            pass(next, twin);
        }
    }

    /** One that fails keeps none behind it waiting. */
    private static void pass(Passage passage, JsonNode twin) {
        try {
            passage.pass(twin);
        } catch (RuntimeException e) {
            passage.refuse(new HubException(ErrorCode.SERVER_ERROR, "The message cannot be routed", e));
        }
    }

    private void refuseAll(Collection<ClientId> clients, Throwable failure) {
        HubException cause = failure instanceof HubException refusal ? refusal
                : new HubException(ErrorCode.SERVICE_UNAVAILABLE, "The twin that a route looks at cannot be read", failure);
        for (ClientId client : clients) {
            for (Passage next = take(client); next != null; next = take(client)) {
                next.refuse(cause);
            }
        }
        finished();
    }

    /** The next that waits; with none left, whoever comes now need not wait. */
    private synchronized @Nullable Passage take(ClientId client) {
        Queue<Passage> queue = waiting.get(client);
        Passage next = queue == null ? null : queue.poll();
        if (next == null) {
            waiting.remove(client);
        } else {
            bytes.addAndGet(-next.size());
        }
        return next;
    }

    private void finished() {
        synchronized (this) {
            reading = false;
        }
        read();
    }
}
