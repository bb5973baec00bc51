package io.nave.bench;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What figures about messages and calls to devices are computed from, and when they are not to be trusted. */
class ToDeviceFiguresTest {

    private static final CpuClock CPU = new CpuClock(
            Map.of("hub", 3_000_000L, "PostgreSQL", 100_000L, "Redis", 2_000_000L, "generator", 9_000_000L), 20_000_000L);
    private static final LoadResult.Receipts ALL = new LoadResult.Receipts(1200, 0, 0);

    @Test
    void messagesComeInTurnOnce() {
        // given
        Mailbox mailbox = new Mailbox(0, "d0");
        List<Mailbox> told = new ArrayList<>();
        mailbox.sentBy(told::add);
        assertThat(List.of(mailbox.sending(), mailbox.sending(), mailbox.sending(), mailbox.sending())).containsExactly(0, 1, 2,
                3);
        // when, then
        assertThat(mailbox.arrived(0)).isEqualTo(Mailbox.Arrival.IN_TURN);
        assertThat(mailbox.arrived(2)).as("1 may be lost").isEqualTo(Mailbox.Arrival.IN_TURN);
        assertThat(mailbox.arrived(2)).isEqualTo(Mailbox.Arrival.AGAIN);
        assertThat(mailbox.arrived(1)).isEqualTo(Mailbox.Arrival.LATE);
        assertThat(mailbox.arrived(3)).isEqualTo(Mailbox.Arrival.IN_TURN);
        assertThat(mailbox.arrived(4)).isEqualTo(Mailbox.Arrival.UNSENT);
        assertThat(mailbox.arrived(-1)).isEqualTo(Mailbox.Arrival.UNSENT);
        assertThat(told).as("there is room for as many as came").hasSize(4);
    }

    @Test
    void messageIsWhatABackEndSends() { // service-protocols §6.4
        // given
        DeviceBoundBody bodies = new DeviceBoundBody("d7", 200);
        bodies.write(1, 2);
        // when
        byte[] bytes = bodies.write(90_123, 5_000_000_000L);
        // then
        Message message = Proton.message();
        message.decode(bytes, 0, bytes.length);
        assertThat(message.getAddress()).isEqualTo("/devices/d7/messages/devicebound");
        assertThat(message.getMessageId()).isEqualTo("0000090123");
        Binary body = ((Data) message.getBody()).getValue();
        assertThat(body.getLength()).isEqualTo(200);
        ByteBuffer buffer = body.asByteBuffer();
        assertThat(buffer.getLong()).isEqualTo(90_123);
        assertThat(buffer.getLong()).isEqualTo(5_000_000_000L);
    }

    @Test
    void numberOfACallIsReadFromPayloadAndAnswer() {
        assertThat(CallingConnection.numberIn("{\"number\":1000017}")).isEqualTo(1_000_017);
        assertThat(CallingConnection.numberIn("{\"status\":200,\"payload\":{\"number\":1000018}}")).isEqualTo(1_000_018);
        assertThat(List.of("", "{}", "null", "{\"number\":", "{\"number\":x}", "{\"number\":99999999999}"))
                .allSatisfy(text -> assertThat(CallingConnection.numberIn(text)).isZero());
    }

    @Test
    void depthOfAQueueIsReadFromTheIdentity() {
        assertThat(DeviceQueues.depth("{\"deviceId\":\"d\",\"cloudToDeviceMessageCount\":3}")).isEqualTo(3);
        assertThat(DeviceQueues.depth("{\"deviceId\":\"d\"}")).isEqualTo(-1);
        assertThat(DeviceQueues.depth("<html>")).isEqualTo(-1);
    }

    @Test
    void cpuTimeIsThatWithinTheMeasuredTimePerMessage() {
        ToDeviceRow row = row(Orders.Kind.DEVICE_BOUND, 0, result(1200, 1200, 1200, ALL), List.of());
        assertThat(row.micros("hub")).isEqualTo(3.0);
        assertThat(row.micros("Redis")).isEqualTo(2.0);
        assertThat(row.otherCpus()).isEqualTo(0.00295);
    }

    @Test
    void oneThingThatIsWrongMakesTheRunUntrustworthy() {
        assertThat(messages(result(1200, 1200, 1200, ALL)).trustworthy()).isTrue();
        assertThat(messages(result(1200, 1199, 1199, new LoadResult.Receipts(1199, 0, 0))).trustworthy()).isFalse();
        assertThat(messages(result(1200, 1200, 1199, ALL)).wrongs())
                .contains("of 1200 answered 1199 came to their devices");
        assertThat(messages(result(1200, 1200, 1200, new LoadResult.Receipts(1201, 1, 0))).wrongs())
                .containsExactly("of 1200 that came 1201 were acknowledged by their devices");
        assertThat(row(Orders.Kind.DEVICE_BOUND, 0, result(1200, 1200, 1200, ALL), List.of("d1 has 1 left")).trustworthy())
                .isFalse();
        assertThat(row(Orders.Kind.METHOD, 0, result(1200, 1200, 1200, LoadResult.Receipts.NONE), List.of()).trustworthy())
                .isTrue();
    }

    @Test
    void anOpenLoopThatTheHubDoesNotKeepUpWithIsSaidToBeTooSlow() { // 1000 in 2 s
        assertThat(row(Orders.Kind.METHOD, 500, result(1200, 1200, 1200, ALL), List.of()).behind()).isFalse();
        assertThat(row(Orders.Kind.METHOD, 520, result(1200, 1200, 1200, ALL), List.of()).behind()).isTrue();
    }

    @Test
    void reportHasTheFiguresAndWhatBecameOfAllMessages() {
        // when
        String text = report(Orders.Kind.DEVICE_BOUND, messages(result(1200, 1200, 1200, ALL))).text();
        // then
        assertThat(text).contains(
                "| what | 10 × 4 | 500 | 3.0 | 0.1 | 2.0 | 1.00 | 3.00 | 5.00 | 0.50 | 0.70 | 0.90 | 9.0 | 0.00 | yes, 1,200 |",
                "what: sent 1,200, accepted 1,200, received 1,200, acknowledged by devices 1,200, lost 0, doubled 0, out of order 0.",
                "10 devices over MQTT, 4 back ends over AMQP, bodies of 200 bytes; ");
    }

    @Test
    void wrongFiguresAreSaidToBeWrongAndNotWrittenDown(@TempDir Path folder) {
        // given
        Path page = folder.resolve("figures.md");
        ToDeviceReport wrong = report(Orders.Kind.DEVICE_BOUND, messages(result(1200, 1200, 1199, ALL)));
        ToDeviceReport right = report(Orders.Kind.DEVICE_BOUND, messages(result(1200, 1200, 1200, ALL)));
        // when, then
        assertThat(wrong.text()).contains("| NO |", "WRONG, what: of 1200 answered 1199 came to their devices", "lost 1,");
        assertThatThrownBy(() -> wrong.write(page)).isInstanceOf(BenchFailure.class);
        assertThat(page).doesNotExist();
        right.write(page);
        assertThat(page).content().contains("`./nave bench devicebound`", "yes, 1,200");
    }

    @Test
    void optionsHaveDefaultsAndAreChecked() {
        // when
        ToDeviceOptions messages = ToDeviceOptions.parse(Orders.Kind.DEVICE_BOUND, List.of());
        ToDeviceOptions methods = ToDeviceOptions.parse(Orders.Kind.METHOD, List.of("--replicas=2", "--devices=8"));
        // then
        assertThat(messages.rates()).containsExactly(0, 5000);
        assertThat(messages.load(0).window()).isEqualTo(4);
        assertThat(messages.load(5000).window()).isEqualTo(200);
        assertThat(methods.rates()).containsExactly(0, 500);
        assertThat(methods.backEnds()).as("no more than devices").isEqualTo(new ToDeviceOptions.BackEnds(8, 2));
        assertThatThrownBy(() -> ToDeviceOptions.parse(Orders.Kind.METHOD, List.of("--replicas=3")))
                .hasMessageStartingWith("--replicas is one of 1, 2");
        assertThatThrownBy(() -> ToDeviceOptions.parse(Orders.Kind.METHOD, List.of("--payload=20")))
                .hasMessageStartingWith("There is no option --payload.");
        assertThatThrownBy(() -> ToDeviceOptions.parse(Orders.Kind.DEVICE_BOUND, List.of("--payload=8")))
                .hasMessageStartingWith("--payload is at least 16");
    }

    private static ToDeviceReport report(Orders.Kind kind, ToDeviceRow... rows) {
        return new ToDeviceReport(new Machine(LocalDate.EPOCH, "2 × CPU", "Linux", "Java 25"), kind,
                ToDeviceOptions.parse(kind, List.of("--devices=10")), List.of(rows));
    }

    private static ToDeviceRow messages(LoadResult result) {
        return row(Orders.Kind.DEVICE_BOUND, 0, result, List.of());
    }

    private static ToDeviceRow row(Orders.Kind kind, int rate, LoadResult result, List<String> queues) {
        var address = new Orders.Address("127.0.0.1", 1883, Transport.PLAIN);
        var load = new Orders.Load(10, 4, 200, Duration.ofSeconds(1), Duration.ofSeconds(2));
        var orders = new Orders(address, "/ca.pem", new Orders.Login("d", "hub/{id}", "secret"), load,
                new Orders.Work(kind, rate, 0, new Orders.BackEnds(address, "a token", 3)));
        return ToDeviceRow.of("what", orders, new GeneratorProcess.Run(result, CPU, Map.of(), List.of()), queues);
    }

    private static LoadResult result(long published, long acknowledged, long received, LoadResult.Receipts receipts) {
        return new LoadResult(published, acknowledged, 1000, 2_000_000_000L,
                new LoadResult.Latency(1000, 2000, 3000, 4000, 5000), "none",
                new LoadResult.Seen(received, new LoadResult.Latency(500, 600, 700, 800, 900), List.of(), receipts));
    }
}
