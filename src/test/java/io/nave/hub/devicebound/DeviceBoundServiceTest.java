package io.nave.hub.devicebound;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall.MessagesWaiting;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Addressees;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.monitoring.CutReason;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Sending to devices: what is refused, in which order it is stored, and who is woken (semantics §5.1). */
class DeviceBoundServiceTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final DeviceId D1 = new DeviceId("d1");
    private static final ClientId CLIENT = ClientId.of("d1");
    private static final QueueId QUEUE = new QueueId(D1, "g1");
    private static final ReplicaId HERE = new ReplicaId("here");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final InMemoryDeviceBoundQueue queue = new InMemoryDeviceBoundQueue(DeviceBoundLimits.DEFAULT, clock, record -> {
    });
    private final ConnectionTable connections = new ConnectionTable();
    private final InMemoryNodeMessenger messenger = new InMemoryNodeMessenger();
    private final DeviceBoundService service = service(client -> Uni.createFrom().item("g1"));

    private DeviceBoundService service(Addressees addressees) {
        return new DeviceBoundService(addressees, queue, connections, messenger, HERE, DeviceBoundLimits.DEFAULT, clock);
    }

    @Test
    void messageIsStoredWithTheDefaultLife() {
        // when
        done(service.send(D1, message(Map.of(), "hello")));
        // then
        QueueView view = view();
        assertThat(view.messages()).singleElement().satisfies(waiting -> {
            assertThat(waiting.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(1)));
            assertThat(waiting.message().body()).isEqualTo(body("hello"));
        });
    }

    @Test
    void messageExpiresWhenItsSenderSays() {
        // when
        done(service.send(D1, message(Map.of(SystemProperty.ABSOLUTE_EXPIRY_TIME, "2026-02-03T06:05:07+02:00"), "")));
        // then
        assertThat(view().messages()).extracting(QueueView.Waiting::expiresAt)
                .containsExactly(Instant.parse("2026-02-03T04:05:07Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "2026-02-03T04:05:06Z", "2020-01-01T00:00:00Z", "tomorrow", "" })
    void expiryThatIsPastOrNoTimeIsRefused(String expiry) {
        assertThat(refusal(message(Map.of(SystemProperty.ABSOLUTE_EXPIRY_TIME, expiry), "")))
                .isEqualTo(ErrorCode.INVALID_MESSAGE_EXPIRY_TIME);
        assertThat(view().depth()).isZero();
    }

    @ParameterizedTest
    @CsvSource({ "ACK, sometimes, ARGUMENT_INVALID", "MESSAGE_ID, a b, ARGUMENT_INVALID", "MESSAGE_ID, é, ARGUMENT_INVALID" })
    void propertyThatIsNoneOfItsKindIsRefused(SystemProperty property, String value, ErrorCode code) {
        assertThat(refusal(message(Map.of(property, value), ""))).isEqualTo(code);
    }

    @Test
    void sizeCountsProperties() {
        // given
        int limit = 64 * 1024;
        Map<SystemProperty, String> system = Map.of(SystemProperty.MESSAGE_ID, "12345");
        DeviceBoundMessage full = new DeviceBoundMessage(system, Map.of("name", "välue"), MessageBody.of(new byte[limit - 15]));
        DeviceBoundMessage larger = new DeviceBoundMessage(system, Map.of("name", "välue"),
                MessageBody.of(new byte[limit - 14]));
        // then
        assertThat(full.size()).isEqualTo(limit);
        done(service.send(D1, full));
        assertThat(refusal(larger)).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void nobodyIsSentToWhoIsNotThere() {
        // given
        DeviceBoundService unknown = service(client -> Uni.createFrom()
                .failure(new HubException(ErrorCode.DEVICE_NOT_FOUND, "no such device")));
        // then
        assertThat(refusal(unknown.send(D1, message(Map.of(), "")))).isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
        assertThat(refusal(unknown.purge(D1).replaceWithVoid())).isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
    }

    @Test
    void messagesToADeviceKeepTheirOrderWhileTheDeviceIsLookedUp() {
        // given
        List<UniEmitter<? super String>> lookups = new ArrayList<>();
        DeviceBoundService slow = service(client -> Uni.createFrom().<String> emitter(lookups::add));
        for (int i = 0; i < 5; i++) {
            var _ = slow.send(D1, message(Map.of(), "m" + i)).subscribe().asCompletionStage();
        }
        // when
        lookups.forEach(lookup -> lookup.complete("g1"));
        // then
        assertThat(view().messages()).extracting(waiting -> text(waiting.message())).containsExactly("m0", "m1", "m2", "m3",
                "m4");
    }

    @Test
    void deviceThatIsHereIsWokenHere() {
        // given
        AtomicInteger woken = new AtomicInteger();
        connections.enter(new Connection(woken));
        queue.hold(D1, HERE.incarnation());
        // when
        done(service.send(D1, message(Map.of(), "")));
        // then
        assertThat(woken).hasValue(1);
        assertThat(messenger.told()).isEmpty();
    }

    @Test
    void deviceThatIsElsewhereIsWokenThereAndNowhereElse() {
        // given
        queue.hold(D1, "there");
        // when
        done(service.send(D1, message(Map.of(), "")));
        // then
        assertThat(messenger.told()).containsExactly(new MessagesWaiting(CLIENT));
    }

    @Test
    void lostWakeUpIsMadeGood() {
        // given
        AtomicInteger woken = new AtomicInteger();
        connections.enter(new Connection(woken));
        WaitingMessages waiting = new WaitingMessages(queue, connections);
        done(waiting.look());
        assertThat(woken).hasValue(0);
        // when
        queue.enqueue(QUEUE, message(Map.of(), ""), NOW.plusSeconds(60)).await().indefinitely();
        done(waiting.look());
        // then
        assertThat(woken).hasValue(1);
    }

    private ErrorCode refusal(DeviceBoundMessage message) {
        return refusal(service.send(D1, message));
    }

    private static ErrorCode refusal(Uni<Void> sent) {
        return catchThrowableOfType(HubException.class, () -> done(sent)).code();
    }

    private static void done(Uni<Void> uni) {
        uni.await().atMost(Duration.ofSeconds(5));
    }

    private QueueView view() {
        return queue.view(QUEUE, 100).await().atMost(Duration.ofSeconds(5));
    }

    private static DeviceBoundMessage message(Map<SystemProperty, String> system, String text) {
        return new DeviceBoundMessage(system, Map.of(), body(text));
    }

    private static MessageBody body(String text) {
        return MessageBody.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DeviceBoundMessage message) {
        return new String(message.body().bytes(), StandardCharsets.UTF_8);
    }

    private record Connection(AtomicInteger woken) implements DeviceConnection {

        @Override
        public ClientId client() {
            return new ClientId(D1, Optional.empty());
        }

        @Override
        public ConnectionProof proof() {
            return new ConnectionProof("g1", "127.0.0.1", new ConnectionProof.Evidence.OwnKey("k"));
        }

        @Override
        public void messagesWaiting() {
            woken.incrementAndGet();
        }

        @Override
        public void desiredChanged(DesiredChange change) {
            throw new AssertionError("nothing changed");
        }

        @Override
        public void cut(CutReason reason) {
            throw new AssertionError("nobody is cut");
        }
    }
}
