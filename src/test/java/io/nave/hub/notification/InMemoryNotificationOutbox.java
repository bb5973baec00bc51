package io.nave.hub.notification;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/** Notifications in memory. Safe for all threads. */
public final class InMemoryNotificationOutbox implements NotificationOutbox {

    private final List<Notification> waiting = new ArrayList<>();

    /** Stores notifications, as the change that they tell of does. */
    public synchronized void store(List<Notification> notifications) {
        waiting.addAll(notifications);
    }

    @Override
    public Uni<Void> add(List<Notification> notifications) {
        return Uni.createFrom().voidItem().invoke(() -> store(notifications));
    }

    /** What is not handed over yet. */
    public synchronized List<Notification> waiting() {
        return List.copyOf(waiting);
    }

    @Override
    public Uni<Integer> forward(int max, Function<List<Notification>, Uni<Void>> handOver) {
        return Uni.createFrom().item(() -> oldest(max))
                .chain(taken -> handOver.apply(taken).invoke(() -> forget(taken)).replaceWith(taken.size()));
    }

    private synchronized List<Notification> oldest(int max) {
        return List.copyOf(waiting.subList(0, Math.min(max, waiting.size())));
    }

    private synchronized void forget(List<Notification> taken) {
        waiting.removeAll(taken);
    }
}
