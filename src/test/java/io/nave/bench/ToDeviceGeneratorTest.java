package io.nave.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The load generator sends to devices and calls them at a hub in miniature: it counts right, and notices what is wrong. */
class ToDeviceGeneratorTest {

    private static final int DEVICES = 4;

    private record Outcome(LoadResult result, List<String> wrongs) {
    }

    @Test
    void everyMessageThatIsAcceptedComesAndIsAcknowledged() throws IOException {
        try (ToDeviceStub hub = new ToDeviceStub(ToDeviceStub.Fault.NONE)) {
            // when
            Outcome outcome = messages(hub, 0);
            // then
            LoadResult result = outcome.result();
            assertThat(outcome.wrongs()).isEmpty();
            assertThat(result.measured()).isPositive().isLessThan(result.published());
            assertThat(result.published()).isEqualTo(result.acknowledged()).isEqualTo(result.seen().notified());
            assertThat(result.seen().receipts()).isEqualTo(new LoadResult.Receipts(result.published(), 0, 0));
            assertThat(hub.completed()).isEqualTo((int) result.published());
            assertThat(result.seen().notices().p50()).isPositive();
        }
    }

    @Test
    void messagesByTheClockAreSentWhenTheyAreDue() throws IOException {
        try (ToDeviceStub hub = new ToDeviceStub(ToDeviceStub.Fault.NONE)) {
            // when
            Outcome outcome = messages(hub, 500);
            // then
            assertThat(outcome.wrongs()).isEmpty();
            double seconds = outcome.result().nanos() / 1e9;
            assertThat((double) outcome.result().measured()).isBetween(100 * seconds, 500 * seconds + 50);
        }
    }

    @Test
    void aMessageThatIsLostIsNoticed() throws IOException {
        try (ToDeviceStub hub = new ToDeviceStub(ToDeviceStub.Fault.LOSES_A_MESSAGE)) {
            // when
            Outcome outcome = messages(hub, 0);
            // then
            assertThat(outcome.wrongs()).as("only the sums tell").isEmpty();
            assertThat(outcome.result().acknowledged()).isEqualTo(outcome.result().published());
            assertThat(outcome.result().seen().notified()).isEqualTo(outcome.result().acknowledged() - DEVICES);
        }
    }

    @Test
    void aMessageThatComesTwiceIsNoticedAndCountsOnce() throws IOException {
        try (ToDeviceStub hub = new ToDeviceStub(ToDeviceStub.Fault.DOUBLES_A_MESSAGE)) {
            // when
            Outcome outcome = messages(hub, 0);
            // then
            assertThat(outcome.wrongs()).contains("d0 was sent message 4 again, which it had acknowledged");
            assertThat(outcome.result().seen().notified()).isEqualTo(outcome.result().published());
            assertThat(outcome.result().seen().receipts())
                    .isEqualTo(new LoadResult.Receipts(outcome.result().published() + DEVICES, DEVICES, 0));
        }
    }

    @Test
    void messagesOutOfOrderAreNoticed() throws IOException {
        try (ToDeviceStub hub = new ToDeviceStub(ToDeviceStub.Fault.SWAPS_MESSAGES)) {
            // when
            Outcome outcome = messages(hub, 0);
            // then
            assertThat(outcome.wrongs()).contains("d0 was sent message 4 after one that was sent later");
            assertThat(outcome.result().seen().notified()).isEqualTo(outcome.result().published());
            assertThat(outcome.result().seen().receipts().disordered()).isEqualTo(DEVICES);
        }
    }

    @Test
    void aMessageThatIsRefusedIsNoticedAndNotCountedAsAccepted() throws IOException {
        try (ToDeviceStub hub = new ToDeviceStub(ToDeviceStub.Fault.REFUSES_A_MESSAGE)) {
            // when
            Outcome outcome = messages(hub, 0);
            // then
            assertThat(outcome.wrongs()).anyMatch(wrong -> wrong.startsWith("A message to d0 was refused: ")
                    && wrong.contains("amqp:resource-limit-exceeded"));
            assertThat(outcome.result().acknowledged()).isEqualTo(outcome.result().published() - DEVICES);
        }
    }

    @Test
    void everyCallIsAnsweredByItsDevice() throws IOException {
        try (ToDeviceStub hub = new ToDeviceStub(ToDeviceStub.Fault.NONE)) {
            // when
            Outcome outcome = calls(hub, 0);
            // then
            assertThat(outcome.wrongs()).isEmpty();
            assertThat(outcome.result().measured()).isPositive();
            assertThat(outcome.result().published()).isEqualTo(outcome.result().acknowledged())
                    .isEqualTo(outcome.result().seen().notified());
            assertThat(outcome.result().seen().notices().p50()).isPositive()
                    .isLessThanOrEqualTo(outcome.result().latency().p50());
        }
    }

    @Test
    void callsByTheClockAreMadeWhenTheyAreDue() throws IOException {
        try (ToDeviceStub hub = new ToDeviceStub(ToDeviceStub.Fault.NONE)) {
            // when
            Outcome outcome = calls(hub, 400);
            // then
            assertThat(outcome.wrongs()).isEmpty();
            double seconds = outcome.result().nanos() / 1e9;
            assertThat((double) outcome.result().measured()).isBetween(100 * seconds, 400 * seconds + 40);
        }
    }

    @Test
    void aCallThatIsRefusedOrAnsweredBySomebodyElseIsNoticed() throws IOException {
        try (ToDeviceStub refusing = new ToDeviceStub(ToDeviceStub.Fault.REFUSES_A_CALL);
                ToDeviceStub confused = new ToDeviceStub(ToDeviceStub.Fault.MIXES_UP_ANSWERS)) {
            // when
            Outcome refused = calls(refusing, 0);
            Outcome mixedUp = calls(confused, 0);
            // then
            assertThat(refused.wrongs()).contains("The call of d0 was answered 404 ");
            assertThat(refused.result().acknowledged()).isEqualTo(refused.result().published() - DEVICES);
            assertThat(mixedUp.wrongs())
                    .contains("The call of d0 was answered 200 {\"status\":200,\"payload\":{\"number\":77}}");
            assertThat(mixedUp.result().acknowledged()).isEqualTo(mixedUp.result().published() - DEVICES);
        }
    }

    private static Outcome messages(ToDeviceStub hub, int rate) {
        return generate(hub, new Orders.Work(Orders.Kind.DEVICE_BOUND, rate, 0, hub.senders(2)));
    }

    private static Outcome calls(ToDeviceStub hub, int rate) {
        return generate(hub, new Orders.Work(Orders.Kind.METHOD, rate, 0, hub.callers(DEVICES)));
    }

    private static Outcome generate(ToDeviceStub hub, Orders.Work work) {
        var load = new Orders.Load(DEVICES, 4, 40, Duration.ofMillis(50), Duration.ofMillis(150));
        var orders = new Orders(hub.mqttAddress(), "", new Orders.Login("d", "hub/{id}", "secret"), load, work);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new LoadGenerator(orders, new PrintStream(said, true, StandardCharsets.UTF_8), Duration.ofSeconds(1)).run();
        List<String> lines = said.toString(StandardCharsets.UTF_8).lines().toList();
        return new Outcome(LoadResult.parse(lines.getLast().substring(LoadGenerator.RESULT.length())),
                lines.stream().filter(line -> line.startsWith(LoadGenerator.WRONG))
                        .map(line -> line.substring(LoadGenerator.WRONG.length())).toList());
    }
}
