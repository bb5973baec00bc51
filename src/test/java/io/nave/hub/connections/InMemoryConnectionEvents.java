package io.nave.hub.connections;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;

/** Connection events in memory. Safe for all threads. */
final class InMemoryConnectionEvents implements ConnectionEvents {

    private final List<ConnectionEvent> waiting = new ArrayList<>();
    private final BroadcastProcessor<Long> written = BroadcastProcessor.create();

    void write(ConnectionEvent event) {
        synchronized (this) {
            waiting.add(event);
        }
        written.onNext(0L);
    }

    @Override
    public Multi<Long> written() {
        return written;
    }

    @Override
    public Uni<Boolean> forward(Duration rest, Function<List<ConnectionEvent>, Uni<Void>> handOver) {
        List<ConnectionEvent> taken = all();
        return taken.isEmpty() ? Uni.createFrom().item(false)
                : handOver.apply(taken).invoke(() -> forget(taken)).replaceWith(false);
    }

    private synchronized List<ConnectionEvent> all() {
        return List.copyOf(waiting);
    }

    private synchronized void forget(List<ConnectionEvent> taken) {
        waiting.removeAll(taken);
    }

    @Override
    public Uni<Void> look() {
        return Uni.createFrom().voidItem();
    }
}
