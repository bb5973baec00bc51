package io.nave.hub.notification;

import java.util.List;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/** The port to notifications that are stored and not yet handed to routing. From any thread. */
public interface NotificationOutbox {

    /** Stores notifications of what is stored elsewhere, to be handed over in this order. */
    Uni<Void> add(List<Notification> notifications);

    /**
     * Hands over the oldest notifications that no other replica has in hand, at most {@code max}, and forgets them when
     * {@code handOver} has completed; when it fails they stay.
     *
     * @return how many were handed over
     */
    Uni<Integer> forward(int max, Function<List<Notification>, Uni<Void>> handOver);
}
