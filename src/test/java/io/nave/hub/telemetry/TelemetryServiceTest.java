package io.nave.hub.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.limits.HubLimits;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageIntake;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.MessageSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Batches of messages (device-protocols §3.3). */
class TelemetryServiceTest {

    private static final HubException BUSY = new HubException(ErrorCode.SERVER_BUSY, "busy");
    private static final HubException AWAY = new HubException(ErrorCode.SERVICE_UNAVAILABLE, "away");

    private final HeldIntake intake = new HeldIntake();
    private final TelemetryService service = new TelemetryService(intake);
    private final List<String> outcomes = new ArrayList<>();

    private final Acknowledgement told = new Acknowledgement() {
        @Override
        public void stored() {
            outcomes.add("stored");
        }

        @Override
        public void refused(HubException cause) {
            outcomes.add(cause.code().wireName());
        }
    };

    private static DeviceMessage message(int bytes) {
        MessageOrigin origin = new MessageOrigin(ClientId.of("d1"), "1", AuthMethod.DEVICE_SAS);
        return new DeviceMessage(origin, 0, Map.of(), Map.of(), MessageBody.of(new byte[bytes]));
    }

    private static List<DeviceMessage> messages(int count) {
        return IntStream.range(0, count).mapToObj(TelemetryServiceTest::message).toList();
    }

    @Test
    void batchIsStoredInItsOrderAndAcknowledgedOnceAllOfItIs() {
        // given
        List<DeviceMessage> batch = messages(3);
        service.sendAll(batch, told);
        assertThat(intake.messages).isEqualTo(batch);

        // when
        intake.held.get(2).stored();
        intake.held.get(0).stored();
        List<String> before = List.copyOf(outcomes);
        intake.held.get(1).stored();

        // then
        assertThat(before).isEmpty();
        assertThat(outcomes).containsExactly("stored");
    }

    @Test
    void firstRefusalIsToldOnceEveryMessageHasItsOutcome() {
        // given
        service.sendAll(messages(3), told);

        // when
        intake.held.get(1).refused(AWAY);
        intake.held.get(0).refused(BUSY);
        List<String> before = List.copyOf(outcomes);
        intake.held.get(2).stored();

        // then
        assertThat(before).isEmpty();
        assertThat(outcomes).containsExactly("ServiceUnavailable");
    }

    @Test
    void noneIsSentWhenOneIsTooLarge() {
        // given
        List<DeviceMessage> batch = List.of(message(1), message(HubLimits.MAX_DEVICE_MESSAGE + 1));

        // when then
        assertThatThrownBy(() -> service.sendAll(batch, told)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE));
        assertThat(intake.messages).isEmpty();
        assertThat(outcomes).isEmpty();
    }

    @Test
    void emptyBatchIsStored() {
        // when
        service.sendAll(List.of(), told);

        // then
        assertThat(outcomes).containsExactly("stored");
    }

    /** Keeps what it takes until the test says what becomes of it. */
    private static final class HeldIntake implements MessageIntake {

        private final List<DeviceMessage> messages = new ArrayList<>();
        private final List<Acknowledgement> held = new ArrayList<>();

        @Override
        public void accept(DeviceMessage message, Acknowledgement acknowledgement) {
            messages.add(message);
            held.add(acknowledgement);
        }

        @Override
        public void acceptNotification(MessageSource source, DeviceMessage message, Acknowledgement acknowledgement) {
            throw new UnsupportedOperationException("Nobody notifies here");
        }

        @Override
        public boolean takes(MessageSource source) {
            return false;
        }
    }
}
