package io.nave.storage.postgres;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall.EventsAppended;
import io.nave.hub.eventlog.EventLog.Subscription;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubMonitor;
import io.vertx.core.Vertx;

/**
 * Wakes readers after a commit: those of this replica at once, other replicas by one call at a time for all that was committed
 * meanwhile. {@link #committed} is confined to the appender's context.
 */
final class AppendSignal {

    private static final long PAUSE_MILLIS = 5;

    private final Vertx vertx;
    private final NodeMessenger messenger;
    private final HubMonitor monitor;
    private final List<List<Runnable>> listeners;
    private long untold;
    private boolean telling;

    AppendSignal(int partitions, Vertx vertx, NodeMessenger messenger, HubMonitor monitor) {
        this.vertx = vertx;
        this.messenger = messenger;
        this.monitor = monitor;
        this.listeners = Stream.generate(AppendSignal::noListeners).limit(partitions).toList();
    }

    private static List<Runnable> noListeners() {
        return new CopyOnWriteArrayList<>();
    }

    @SuppressWarnings("UnnecessaryMethodReference") // a new object, so that closing removes no other subscription of the listener
    Subscription listen(int partition, Runnable listener) {
        Runnable own = listener::run;
        listeners.get(partition).add(own);
        return () -> listeners.get(partition).remove(own);
    }

    /** Events were committed here in these partitions; bit n stands for partition n modulo 64. */
    void committed(long partitions) {
        wake(partitions);
        untold |= partitions;
        if (!telling) {
            telling = true;
            tell();
        }
    }

    /** Wakes the readers of this replica. From any thread. */
    void wake(long partitions) {
        for (int partition = 0; partition < listeners.size(); partition++) {
            if ((partitions >>> partition & 1) == 1) {
                listeners.get(partition).forEach(this::call);
            }
        }
    }

    private void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            monitor.report(new BackgroundFailure("waking a reader of the event log", e));
        }
    }

    /** The pause lets more commits share the next call; a call that fails is made up for by the other replica's poll. */
    private void tell() {
        if (untold == 0) {
            telling = false;
            return;
        }
        EventsAppended call = new EventsAppended(untold);
        untold = 0;
        vertx.setTimer(PAUSE_MILLIS, elapsed -> tell());
        messenger.tell(call).subscribe().with(told -> { // nothing to do
        }, failure -> { // the poll heals it
        });
    }
}
