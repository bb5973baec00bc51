package io.nave.hub.connections;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.nave.hub.connections.ConnectionEvents.ConnectionEvent;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.HubNames;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageIntake;
import io.nave.hub.message.MessageSource;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.notification.ForwardingPace;
import io.nave.hub.notification.InMemoryNotificationOutbox;
import io.nave.hub.notification.Notification;
import io.nave.hub.notification.NotificationForwarder;
import io.smallrye.mutiny.subscription.Cancellable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What back ends are told of connects and disconnects (semantics §2.4). */
class ConnectionNotificationsTest {

    private static final Instant T0 = Instant.parse("2026-02-03T04:05:06.789Z");
    private static final ClientId DEVICE = ClientId.of("d1");
    private static final ClientId MODULE = ClientId.of("d1", "m1");

    private final InMemoryConnectionEvents events = new InMemoryConnectionEvents();
    private final InMemoryNotificationOutbox outbox = new InMemoryNotificationOutbox();
    private final List<HubEvent> reported = new CopyOnWriteArrayList<>();

    private ConnectionNotifications notifications(Duration snapshot) {
        NotificationForwarder forwarder = new NotificationForwarder(outbox, new NoIntake(), stored -> List.of(),
                new HubNames("hub.test.local", Set.of(), "nave"), new ForwardingPace(Duration.ofDays(1)));
        return new ConnectionNotifications(events, outbox, forwarder, new ConnectionEventPace(snapshot, Duration.ofDays(1)),
                reported::add);
    }

    private void happened(ClientId client, boolean connected, long epoch) {
        events.write(new ConnectionEvent(client, "g1", connected, epoch, T0.plusMillis(epoch)));
    }

    @Test
    void eachIsToldAtOnceInTheDocumentedWords() {
        // given
        Cancellable running = notifications(Duration.ZERO).run().subscribe().with(nothing -> {
        });
        // when
        happened(DEVICE, true, 1_770_000_000_123_456L);
        await().until(() -> outbox.waiting().size() == 1);
        happened(MODULE, false, 1_770_000_000_123_457L);
        await().until(() -> outbox.waiting().size() == 2);
        running.cancel();
        // then
        assertThat(outbox.waiting()).containsExactly(
                new Notification(MessageSource.DEVICE_CONNECTION_STATE, DEVICE, "g1", "deviceConnected",
                        T0.plusMillis(1_770_000_000_123_456L),
                        "{\"sequenceNumber\":\"000000000000000000000000000000000000000000000000000649CE3D428240\"}"),
                new Notification(MessageSource.DEVICE_CONNECTION_STATE, MODULE, "g1", "deviceDisconnected",
                        T0.plusMillis(1_770_000_000_123_457L),
                        "{\"sequenceNumber\":\"000000000000000000000000000000000000000000000000000649CE3D428241\"}"));
        assertThat(MessageSource.DEVICE_CONNECTION_STATE.wireName()).isEqualTo("deviceConnectionStateEvents");
        assertThat(MessageSource.DEVICE_CONNECTION_STATE.schema()).isEqualTo("deviceConnectionStateNotification");
    }

    @Test
    void sequenceNumbersCompareAsText() {
        // when
        IntStream.of(9, 10, 255, 256, 4096).forEach(epoch -> happened(DEVICE, true, epoch));
        told(notifications(Duration.ZERO));
        // then
        assertThat(outbox.waiting()).extracting(Notification::body).isSorted().hasSize(5)
                .allMatch(body -> body.matches("\\{\"sequenceNumber\":\"[0-9A-F]{64}\"}"));
    }

    @Test
    void everyFlapIsToldWhenNothingIsDamped() {
        // when
        flap();
        told(notifications(Duration.ZERO));
        // then
        assertThat(outbox.waiting()).extracting(Notification::opType)
                .containsExactly("deviceConnected", "deviceDisconnected", "deviceConnected");
    }

    @Test
    void ofAFlapWithinASnapshotOnlyTheLastIsToldWithItsNumber() {
        // given
        ConnectionNotifications damped = notifications(Duration.ofMinutes(1));
        happened(DEVICE, true, 1);
        told(damped);
        // when
        happened(DEVICE, false, 2);
        happened(MODULE, true, 1);
        happened(DEVICE, true, 3);
        told(damped);
        // then
        assertThat(outbox.waiting()).extracting(n -> n.client() + " " + n.opType() + " " + n.body().replaceAll("[^1-9]", ""))
                .containsExactly("d1 deviceConnected 1", "d1 deviceConnected 3", "d1/m1 deviceConnected 1");
    }

    @Test
    void dampedEventsWaitForTheSnapshot() {
        // given
        Cancellable running = notifications(Duration.ofMinutes(1)).run().subscribe().with(nothing -> {
        });
        // when
        flap();
        // then
        assertThat(outbox.waiting()).isEmpty();
        running.cancel();
    }

    @Test
    void aStormIsWrittenInOrder() {
        // when
        IntStream.rangeClosed(1, 1_201).forEach(epoch -> happened(ClientId.of("d" + epoch % 7), epoch % 2 == 0, epoch));
        told(notifications(Duration.ZERO));
        // then
        assertThat(outbox.waiting()).hasSize(1_201).extracting(Notification::body).isSorted();
    }

    private void flap() {
        happened(DEVICE, true, 1);
        happened(DEVICE, false, 2);
        happened(DEVICE, true, 3);
    }

    /** What is stored is looked at, not forwarded. */
    private record NoIntake() implements MessageIntake {

        @Override
        public void accept(DeviceMessage message, Acknowledgement acknowledgement) {
            throw new UnsupportedOperationException("Nobody sends here");
        }

        @Override
        public void acceptNotification(MessageSource source, DeviceMessage message, Acknowledgement acknowledgement) {
            throw new UnsupportedOperationException("Nobody notifies here");
        }

        @Override
        public boolean takes(MessageSource source) {
            return true;
        }
    }

    private static void told(ConnectionNotifications notifications) {
        notifications.tellAll().await().atMost(Duration.ofSeconds(10));
    }
}
