package io.nave.hub.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.HubNames;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageIntake;
import io.nave.hub.message.MessageSource;
import io.nave.hub.message.SystemProperty;
import io.smallrye.mutiny.subscription.Cancellable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What back ends are told about identities (semantics §2.1, §2.2). */
class NotificationForwarderTest {

    private static final Notification CREATED = new Notification(MessageSource.DEVICE_LIFECYCLE, ClientId.of("d1", "m1"),
            "637", "createDeviceIdentity", Instant.parse("2026-01-02T03:04:05.6789012Z"), "{\"deviceId\":\"d1\"}");

    private final InMemoryNotificationOutbox outbox = new InMemoryNotificationOutbox();
    private final Intake intake = new Intake();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final NotificationForwarder forwarder = new NotificationForwarder(outbox, intake,
            NotificationForwarderTest::derived,
            new HubNames("hub1.example.com", Set.of(), "nave"), new ForwardingPace(Duration.ofHours(1)));
    private final Cancellable running = forwarder.run().onFailure().invoke(failures::add).onFailure().retry().indefinitely()
            .subscribe().with(nothing -> {
            });

    @AfterEach
    void stop() {
        running.cancel();
    }

    @Test
    void notificationHasTheDocumentedEnvelope() {
        // given
        outbox.store(List.of(CREATED));

        // when
        forwarder.wake();

        // then
        await().until(() -> outbox.waiting().isEmpty());
        DeviceMessage message = intake.messages.getFirst();
        assertThat(message.origin().client()).isEqualTo(ClientId.of("d1", "m1"));
        assertThat(message.systemProperties()).containsEntry(SystemProperty.CONTENT_TYPE, "application/json")
                .containsEntry(SystemProperty.CONTENT_ENCODING, "utf-8").containsEntry(SystemProperty.USER_ID, "hub1")
                .containsEntry(SystemProperty.MESSAGE_SOURCE, "deviceLifecycleEvents")
                .containsKey(SystemProperty.CORRELATION_ID);
        assertThat(message.applicationProperties()).isEqualTo(Map.of("hubName", "hub1", "deviceId", "d1", "moduleId", "m1",
                "operationTimestamp", "2026-01-02T03:04:05.6789012Z", "opType", "createDeviceIdentity",
                "iothub-message-schema", "deviceLifecycleNotification"));
        assertThat(new String(message.body().bytes(), UTF_8)).isEqualTo("{\"deviceId\":\"d1\"}");
    }

    private static List<Notification> derived(Notification stored) {
        return stored.source() != MessageSource.TWIN_CHANGE ? List.of()
                : List.of(
                        new Notification(MessageSource.DIGITAL_TWIN_CHANGE, stored.client(), "1", stored.opType(), stored.at(),
                                "[]", stored.modelId()));
    }

    @Test
    void whatAChangeMeansBesidesIsHandedOverBehindIt() {
        // given
        outbox.store(List.of(
                new Notification(MessageSource.TWIN_CHANGE, ClientId.of("d1"), "1", "updateTwin", Instant.EPOCH, "{}", "m")));

        // when
        forwarder.wake();

        // then
        await().until(() -> outbox.waiting().isEmpty());
        assertThat(intake.messages).extracting(message -> message.systemProperties().get(SystemProperty.MESSAGE_SOURCE))
                .containsExactly("twinChangeEvents", "digitalTwinChangeEvents");
        assertThat(intake.messages).extracting(message -> message.systemProperties().get(SystemProperty.CONTENT_TYPE))
                .containsExactly("application/json", "application/json-patch+json");
        assertThat(intake.messages).extracting(message -> message.applicationProperties().get("iothub-message-schema"))
                .containsExactly("twinChangeNotification", "digitalTwinChangeNotification");
    }

    @Test
    void whatRoutingRefusesIsHandedOverAgain() {
        // given
        intake.refusing = true;
        outbox.store(List.of(CREATED));
        forwarder.wake();
        await().until(() -> !failures.isEmpty());
        assertThat(outbox.waiting()).containsExactly(CREATED);

        // when
        intake.refusing = false;
        forwarder.wake();

        // then
        await().until(() -> outbox.waiting().isEmpty());
    }

    @Test
    void manyAreHandedOverInTheirOrder() {
        // given
        List<Notification> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(new Notification(MessageSource.DEVICE_LIFECYCLE, ClientId.of("d" + i), "1", "createDeviceIdentity",
                    Instant.EPOCH, "{}"));
        }
        outbox.store(many);

        // when
        forwarder.wake();

        // then
        await().until(() -> outbox.waiting().isEmpty());
        assertThat(intake.messages).extracting(m -> m.origin().client().toString())
                .containsExactlyElementsOf(many.stream().map(n -> n.client().toString()).toList());
    }

    private static final class Intake implements MessageIntake {

        private final List<DeviceMessage> messages = new CopyOnWriteArrayList<>();
        private volatile boolean refusing;

        @Override
        public void accept(DeviceMessage message, Acknowledgement acknowledgement) {
            throw new UnsupportedOperationException("It is no telemetry");
        }

        @Override
        public boolean takes(MessageSource source) {
            return true;
        }

        @Override
        public void acceptNotification(MessageSource source, DeviceMessage message, Acknowledgement acknowledgement) {
            if (refusing) {
                acknowledgement.refused(new HubException(ErrorCode.SERVER_BUSY, "later"));
            } else {
                messages.add(message);
                acknowledgement.stored();
            }
        }
    }
}
