package io.nave.hub.twins;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.id.HubNames;
import io.nave.hub.json.TwinJson;
import io.nave.hub.json.TwinText;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageIntake;
import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.ForwardingPace;
import io.nave.hub.notification.InMemoryNotificationOutbox;
import io.nave.hub.notification.NotificationForwarder;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What is told of desired changes, and to whom nothing is told (semantics §4.5). */
class TwinServiceTest {

    private static final ClientId D1 = ClientId.of("d1");
    private static final ClientId NO_MODULE = ClientId.of("d1", "nosuch");

    private final InMemoryTwinStore memory = new InMemoryTwinStore(
            id -> id.equals(D1) ? Optional.of("1") : Optional.empty(), Clock.systemUTC());
    private final InMemoryNodeMessenger messenger = new InMemoryNodeMessenger();
    private final List<Boolean> told = new ArrayList<>();
    private final Intake intake = new Intake();
    private Runnable beforeReading = () -> {
    };
    private final TwinService twins = new TwinService(store(), new DesiredNotices(memory, new ConnectionTable(), messenger),
            new NotificationForwarder(new InMemoryNotificationOutbox(), intake, stored -> List.of(),
                    new HubNames("hub.test.local", Set.of(), "nave"), new ForwardingPace(Duration.ofHours(1))),
            new TwinSnapshots(memory, messenger));

    /** The store in memory; notes whether a write is to be told, and lets something happen before a device's view is read. */
    private TwinStore store() {
        return (TwinStore) Proxy.newProxyInstance(TwinStore.class.getClassLoader(), new Class<?>[] { TwinStore.class },
                (proxy, method, arguments) -> {
                    if (method.getName().equals("findForDevice")) {
                        beforeReading.run();
                    }
                    if (arguments[arguments.length - 1] instanceof Boolean tell) {
                        told.add(tell);
                    }
                    return method.invoke(memory, arguments);
                });
    }

    @Test
    void nothingHappenedIsNoChange() {
        assertThat(await(twins.changesAfter(D1, 1))).isEmpty();
    }

    @Test
    void changeThatIsMadeWhileItIsLookedForIsTheChangeAndNotTheWhole() {
        // given
        write("{\"properties\":{\"desired\":{\"old\":1}}}");
        beforeReading = () -> write("{\"properties\":{\"desired\":{\"new\":2}}}");
        // then
        assertThat(await(twins.changesAfter(D1, 2))).containsExactly(new DesiredChange(D1, 3, Optional.of("{\"new\":2}")));
    }

    @Test
    void changesThatAreForgottenAreToldAsTheWhole() {
        // given
        write("{\"properties\":{\"desired\":{\"a\":1}}}");
        write("{\"properties\":{\"desired\":{\"b\":2}}}");
        await(memory.forgetChanges(Duration.ofSeconds(-1)));
        // then
        assertThat(await(twins.changesAfter(D1, 1)))
                .containsExactly(new DesiredChange(D1, 3, Optional.of("{\"a\":1,\"b\":2}")));
        // and: those of which only the end is remembered
        write("{\"properties\":{\"desired\":{\"c\":3}}}");
        assertThat(await(twins.changesAfter(D1, 1))).extracting(DesiredChange::version).containsExactly(4L);
        assertThat(await(twins.changesAfter(D1, 3))).containsExactly(new DesiredChange(D1, 4, Optional.of("{\"c\":3}")));
    }

    @Test
    void longPatchIsNotSentAround() {
        // when
        write("{\"properties\":{\"desired\":{\"a\":\"" + "x".repeat(4090) + "\",\"b\":1}}}");
        write("{\"properties\":{\"desired\":{\"a\":1}}}");
        write("{\"tags\":{\"a\":1}}");
        // then
        assertThat(messenger.told()).containsExactly(
                new NodeCall.DesiredChanged(new DesiredChange(D1, 2, Optional.empty())),
                new NodeCall.DesiredChanged(new DesiredChange(D1, 3, Optional.of("{\"a\":1}"))));
    }

    @Test
    void eventIsLeftOnlyWhenARouteTakesIt() {
        // when
        write("{\"tags\":{\"a\":1}}");
        intake.taken = Set.of(MessageSource.DIGITAL_TWIN_CHANGE);
        write("{\"tags\":{\"a\":1}}");
        intake.taken = Set.of(MessageSource.TWIN_CHANGE);
        write("{\"tags\":{\"a\":1}}");
        // then
        assertThat(told).containsExactly(false, true, true);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(refusal(twins.get(NO_MODULE))).isEqualTo(ErrorCode.MODULE_NOT_FOUND);
        assertThat(refusal(twins.get(ClientId.of("nosuch", "m")))).isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
        assertThat(refusal(twins.get(ClientId.of("nosuch")))).isEqualTo(ErrorCode.DEVICE_NOT_FOUND);
        assertThat(refusal(twins.write(NO_MODULE, patch("{\"tags\":{\"a\":1}}"), EtagCondition.NONE)))
                .isEqualTo(ErrorCode.MODULE_NOT_FOUND);
    }

    @Test
    void etagThatNoTwinCanHaveIsNeverMet() {
        for (String etag : List.of("other", "AAAA", "AAAAAAAAAAA=")) {
            EtagCondition condition = new EtagCondition(true, Optional.of(new ETag(etag)));
            assertThat(refusal(twins.write(D1, patch("{\"tags\":{\"a\":1}}"), condition)))
                    .isEqualTo(ErrorCode.PRECONDITION_FAILED);
        }
    }

    private void write(String body) {
        await(twins.write(D1, patch(body), EtagCondition.NONE));
    }

    private static TwinWrite patch(String body) {
        return TwinJson.readPatch(TwinText.object(body.getBytes(UTF_8)));
    }

    private static ErrorCode refusal(Uni<?> uni) {
        return catchThrowableOfType(HubException.class, () -> await(uni)).code();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }

    private static final class Intake implements MessageIntake {

        private Set<MessageSource> taken = Set.of();

        @Override
        public void accept(DeviceMessage message, Acknowledgement acknowledgement) {
            throw new UnsupportedOperationException("Nobody sends here");
        }

        @Override
        public void acceptNotification(MessageSource source, DeviceMessage message, Acknowledgement acknowledgement) {
            throw new UnsupportedOperationException("Nobody forwards here");
        }

        @Override
        public boolean takes(MessageSource source) {
            return taken.contains(source);
        }
    }
}
