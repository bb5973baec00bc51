package io.nave.hub.notification;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.HubNames;
import io.nave.hub.id.WireTime;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageIntake;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.MessageSource;
import io.nave.hub.message.SystemProperty;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.smallrye.mutiny.subscription.UniEmitter;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Hands stored notifications to routing in the documented form (semantics §2.1, §2.2), soon after they were stored. */
@Singleton
public final class NotificationForwarder {

    private static final int AT_ONCE = 256;
    private static final Duration REST = Duration.ofMillis(50);

    private final NotificationOutbox outbox;
    private final MessageIntake intake;
    private final DerivedNotifications derived;
    private final HubNames names;
    private final ForwardingPace pace;
    private final BroadcastProcessor<Long> wakeUps = BroadcastProcessor.create();

    public NotificationForwarder(NotificationOutbox outbox, MessageIntake intake, DerivedNotifications derived,
            HubNames names, ForwardingPace pace) {
        this.outbox = outbox;
        this.intake = intake;
        this.derived = derived;
        this.names = names;
        this.pace = pace;
    }

    /** Whether back ends are told of what comes from this source; if not, it need not be stored. From any thread. */
    public boolean wants(MessageSource source) {
        return intake.takes(source);
    }

    /** Notifications were stored: hand them over soon. From any thread. */
    public void wake() {
        wakeUps.onNext(0L);
    }

    /** Forwards until it is cancelled; the server subscribes once. */
    public Multi<Void> run() {
        Multi<Long> polls = Multi.createFrom().ticks().every(pace.poll()).onOverflow().drop();
        Multi<Long> wakes = wakeUps.onOverflow().dropPreviousItems();
        return Multi.createBy().merging().streams(polls, wakes).onOverflow().dropPreviousItems()
                .onItem().transformToUniAndConcatenate(signal -> forwardAndRest());
    }

    /** What is stored in the meantime goes together the next time. */
    private Uni<Void> forwardAndRest() {
        return forwardAll().onItem().delayIt().by(REST);
    }

    private Uni<Void> forwardAll() {
        return Multi.createBy().repeating().uni(() -> outbox.forward(AT_ONCE, this::handOver))
                .whilst(count -> count == AT_ONCE)
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> handOver(List<Notification> notifications) {
        return Multi.createFrom().iterable(notifications).onItem().transformToIterable(this::withDerived)
                .onItem().transformToUniAndConcatenate(this::handOver)
                .collect().last().replaceWithVoid();
    }

    private List<Notification> withDerived(Notification stored) {
        List<Notification> more = derived.of(stored);
        return more.isEmpty() ? List.of(stored) : Stream.concat(Stream.of(stored), more.stream()).toList();
    }

    private Uni<Void> handOver(Notification notification) {
        return Uni.createFrom().emitter(emitter -> intake.acceptNotification(notification.source(), message(notification),
                new HandedOver(emitter)));
    }

    private DeviceMessage message(Notification notification) {
        MessageOrigin origin = new MessageOrigin(notification.client(), notification.generationId(), AuthMethod.HUB);
        return new DeviceMessage(origin, notification.at().toEpochMilli(), systemProperties(notification),
                applicationProperties(notification), MessageBody.of(notification.body().getBytes(UTF_8)));
    }

    private Map<SystemProperty, String> systemProperties(Notification notification) {
        Map<SystemProperty, String> properties = new LinkedHashMap<>();
        properties.put(SystemProperty.CONTENT_TYPE, notification.source().contentType());
        properties.put(SystemProperty.CONTENT_ENCODING, "utf-8");
        properties.put(SystemProperty.CORRELATION_ID, UUID.randomUUID().toString().substring(0, 8));
        properties.put(SystemProperty.USER_ID, names.shortName());
        properties.put(SystemProperty.MESSAGE_SOURCE, notification.source().wireName());
        return properties;
    }

    private Map<String, String> applicationProperties(Notification notification) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("hubName", names.shortName());
        properties.put("deviceId", notification.client().device().value());
        notification.client().module().map(DeviceId::value).ifPresent(module -> properties.put("moduleId", module));
        properties.put("operationTimestamp", WireTime.of(notification.at()));
        properties.put("opType", notification.opType());
        properties.put("iothub-message-schema", notification.source().schema());
        return properties;
    }

    /** Completes who waits for one notification. */
    private record HandedOver(UniEmitter<? super Void> emitter) implements Acknowledgement {

        @Override
        public void stored() {
            emitter.complete(null);
        }

        @Override
        public void refused(HubException cause) {
            emitter.fail(cause);
        }
    }
}
