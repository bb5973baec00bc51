package io.nave.hub.connections;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import io.nave.hub.connections.ConnectionEvents.ConnectionEvent;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.MessageSource;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.notification.Notification;
import io.nave.hub.notification.NotificationForwarder;
import io.nave.hub.notification.NotificationOutbox;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Tells back ends who connected and disconnected (semantics §2.4), many in one write: during a storm what happens while one
 * write is under way goes with the next.
 */
@Singleton
public final class ConnectionNotifications {

    private static final int AT_ONCE = 500;

    private final ConnectionEvents events;
    private final NotificationOutbox outbox;
    private final NotificationForwarder forwarder;
    private final ConnectionEventPace pace;
    private final HubMonitor monitor;

    public ConnectionNotifications(ConnectionEvents events, NotificationOutbox outbox, NotificationForwarder forwarder,
            ConnectionEventPace pace, HubMonitor monitor) {
        this.events = events;
        this.outbox = outbox;
        this.forwarder = forwarder;
        this.pace = pace;
        this.monitor = monitor;
    }

    /** Tells until it is cancelled; the server subscribes once. */
    public Multi<Void> run() {
        Multi<Void> looking = every(pace.look()).onItem().transformToUniAndConcatenate(tick -> reported(events.look()));
        return Multi.createBy().merging().streams(looking,
                signals().onOverflow().dropPreviousItems()
                        .onItem().transformToUniAndConcatenate(signal -> reported(tellAll())));
    }

    private Multi<Long> signals() {
        return pace.isDamped() ? every(pace.snapshot())
                : Multi.createBy().merging().streams(events.written(), every(pace.look()));
    }

    private static Multi<Long> every(Duration time) {
        return Multi.createFrom().ticks().startingAfter(time).every(time).onOverflow().drop();
    }

    private Uni<Void> reported(Uni<Void> work) {
        return work.onFailure().invoke(failure -> monitor.report(new BackgroundFailure("connection events", failure)))
                .onFailure().recoverWithNull();
    }

    /** What is due now. */
    Uni<Void> tellAll() {
        return Multi.createBy().repeating().uni(() -> events.forward(pace.snapshot(), this::tell))
                .whilst(more -> more)
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> tell(List<ConnectionEvent> happened) {
        List<ConnectionEvent> told = pace.isDamped() ? lastOfEach(happened) : happened;
        return Multi.createFrom().iterable(told).map(ConnectionNotifications::notification).group().intoLists().of(AT_ONCE)
                .onItem().transformToUniAndConcatenate(outbox::add)
                .collect().last().replaceWithVoid().invoke(forwarder::wake);
    }

    private static List<ConnectionEvent> lastOfEach(List<ConnectionEvent> happened) {
        Map<ClientId, ConnectionEvent> last = new LinkedHashMap<>();
        happened.forEach(event -> last.put(event.client(), event));
        return List.copyOf(last.values());
    }

    private static Notification notification(ConnectionEvent event) {
        return new Notification(MessageSource.DEVICE_CONNECTION_STATE, event.client(), event.generationId(),
                event.connected() ? "deviceConnected" : "deviceDisconnected", event.at(), body(event.epoch()));
    }

    /** A text of 64 hexadecimal digits, so that numbers compare as texts. */
    private static String body(long epoch) {
        return "{\"sequenceNumber\":\"" + "%064X".formatted(epoch) + "\"}";
    }
}
