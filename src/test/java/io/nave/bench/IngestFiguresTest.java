package io.nave.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the figures are computed from, and when they are not to be trusted. */
class IngestFiguresTest {

    private static final Orders.Load LOAD = new Orders.Load(10, 5, 200, Duration.ofSeconds(1), Duration.ofSeconds(2));

    @Test
    void cpuTimeIsThatOfServerAndStoresPerMessageWithinTheMeasuredTime() {
        // given
        CpuClock cpu = new CpuClock(Map.of("hub", 3_000_000L, "PostgreSQL", 2_000_000L, "Redis", 0L, "generator", 9_000_000L),
                20_000_000L);
        // when
        IngestRow row = row(1200, 1200, cpu, OptionalLong.of(1200));
        // then
        assertThat(row.microsPerMessage("hub")).isEqualTo(3.0);
        assertThat(row.serverMicrosPerMessage()).isEqualTo(5.0);
        assertThat(row.result().perSecond()).isEqualTo(500.0);
        assertThat(row.otherCpus()).isEqualTo(0.003);
    }

    @Test
    void aMessageThatIsAcknowledgedButNotStoredMakesTheRunUntrustworthy() {
        CpuClock cpu = new CpuClock(Map.of(), 0);
        assertThat(row(1200, 1200, cpu, OptionalLong.of(1200)).trustworthy()).isTrue();
        assertThat(row(1200, 1200, cpu, OptionalLong.of(1199)).trustworthy()).isFalse();
        assertThat(row(1200, 1200, cpu, OptionalLong.of(1201)).trustworthy()).isFalse();
        assertThat(row(1201, 1200, cpu, OptionalLong.of(1200)).trustworthy()).isFalse();
        assertThat(row(1200, 1200, cpu, OptionalLong.empty()).trustworthy()).isTrue();
    }

    @Test
    void figuresOfABusyMachineAreMarkedAndNotWrittenDown(@TempDir Path folder) {
        // given
        IngestReport busy = report(new CpuClock(Map.of("hub", 1_000_000_000L), 1_500_000_000L));
        IngestReport quiet = report(new CpuClock(Map.of("hub", 1_000_000_000L), 1_100_000_000L));
        Path page = folder.resolve("docs/performance.md");
        // when, then
        assertThatThrownBy(() -> busy.write(page)).isInstanceOf(BenchFailure.class);
        assertThat(page).doesNotExist();
        assertThat(busy.text()).contains("THE MACHINE WAS BUSY");
        assertThat(quiet.text()).doesNotContain("THE MACHINE WAS BUSY");
        quiet.write(page);
        assertThat(page).content().contains("| Nave ", "yes, 1,200");
    }

    private static IngestReport report(CpuClock cpu) {
        Machine machine = new Machine(LocalDate.EPOCH, "2 × CPU", "Linux", "Java 25");
        return new IngestReport(machine, IngestOptions.parse(List.of()), List.of(row(1200, 1200, cpu, OptionalLong.of(1200))));
    }

    @Test
    void whatAMessageCostsOverAmqpIsComparedWithTheSameLoadOverMqtt() { // 1000 messages within the measured time
        // given
        IngestRow other = cost(Protocol.AMQP, Transport.TLS, 9);
        List<IngestRow> rounds = List.of(cost(Protocol.MQTT, Transport.PLAIN, 2), cost(Protocol.AMQP, Transport.PLAIN, 3),
                cost(Protocol.MQTT, Transport.PLAIN, 4), cost(Protocol.AMQP, Transport.PLAIN, 5), other);
        // when
        String comparison = ProtocolComparison.of(rounds);
        // then
        assertThat(comparison).isEqualTo("* AMQP beside MQTT, plain, 10 × 5: CPU of the hub per message 4.00 µs / 3.00 µs"
                + " = 1.33 times; with its stores 5.00 µs / 4.00 µs = 1.25 times.\n");
        assertThat(ProtocolComparison.of(List.of(other))).isEmpty();
    }

    @Test
    void whatAMessageCostsOverHttpsIsComparedAlthoughItsWindowIsAnother() {
        // given
        Orders.Load load = new Orders.Load(10, 1, 200, Duration.ofSeconds(1), Duration.ofSeconds(2));
        IngestRow row = cost(Protocol.HTTPS, Transport.TLS, 60);
        IngestRow https = new IngestRow(row.server(), row.protocol(), row.transport(), load, row.run(), row.stored());
        // when, then
        assertThat(ProtocolComparison.of(List.of(cost(Protocol.MQTT, Transport.TLS, 2), https)))
                .isEqualTo("* HTTPS beside MQTT, TLS 1.3, 10 × 1 beside 10 × 5: CPU of the hub per message 60.00 µs / 2.00 µs"
                        + " = 30.00 times; with its stores 61.00 µs / 3.00 µs = 20.33 times.\n");
    }

    @Test
    void protocolIsMqttUnlessAnotherIsAskedFor() {
        assertThat(IngestOptions.parse(List.of()).wires().protocols()).containsExactly(Protocol.MQTT);
        assertThat(IngestOptions.parse(List.of("--protocol=amqp")).wires().protocols()).containsExactly(Protocol.AMQP);
        assertThat(IngestOptions.parse(List.of("--protocol", "both")).wires().protocols())
                .containsExactly(Protocol.MQTT, Protocol.AMQP);
        assertThat(IngestOptions.parse(List.of("--protocol=all")).wires().protocols()).containsExactly(Protocol.values());
        assertThatThrownBy(() -> IngestOptions.parse(List.of("--protocol=http")))
                .hasMessageContaining("mqtt, amqp, https, both, all");
    }

    @Test
    void httpsIsMeasuredOverTlsWithOneRequestAtATimeOnAConnection() {
        IngestOptions options = IngestOptions.parse(List.of("--protocol=all", "--window=7"));
        assertThat(options.wires().over(Transport.PLAIN)).containsExactly(Protocol.MQTT, Protocol.AMQP);
        assertThat(options.wires().over(Transport.TLS)).containsExactly(Protocol.values());
        assertThat(options.window(Protocol.HTTPS, 10)).isEqualTo(1);
        assertThat(options.window(Protocol.MQTT, 10)).isEqualTo(7);
        assertThat(options.wires().words()).isEqualTo(" --protocol=all");
        assertThat(IngestOptions.parse(List.of("--protocol=https")).wires().words()).isEqualTo(" --protocol=https");
        assertThatThrownBy(() -> IngestOptions.parse(List.of("--protocol=https", "--plain")))
                .hasMessageContaining("HTTPS");
    }

    @Test
    void processTimesAreReadBehindANameWithBlanksAndBrackets() {
        assertThat(ProcessTimes.ticks("7 (a) b) S 1 7 7 0 -1 4194304 99 0 0 0 11 22 33 44 20 0 1 0 332499")).isEqualTo(110);
    }

    @Test
    void tokenIsSignedOverTheHostAsItIsWritten() { // the vector of service-protocols §3.2
        String key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        assertThat(SharedAccessToken.of("hub1.example.com", "iothubowner", key, 1800000000L))
                .isEqualTo("SharedAccessSignature sr=hub1.example.com&sig=lhtQv9IJ3cefjq5TYFE20zTRgR8D0iiLg4qdtOiWlLA%3D"
                        + "&se=1800000000&skn=iothubowner");
    }

    @Test
    void messagesInFlightAreTenThousandAltogetherAndAtMostAHundredOnAConnection() {
        assertThat(IngestOptions.parse(List.of()).window().on(10)).isEqualTo(100);
        assertThat(IngestOptions.parse(List.of()).window().on(1000)).isEqualTo(10);
        assertThat(IngestOptions.parse(List.of("--window", "7")).window().on(1000)).isEqualTo(7);
    }

    @Test
    void wrongOptionIsASentence() {
        assertThatThrownBy(() -> IngestOptions.parse(List.of("--seconds=0")))
                .hasMessageStartingWith("--seconds takes a whole number");
        assertThatThrownBy(() -> IngestOptions.parse(List.of("--second=1")))
                .hasMessageStartingWith("There is no option --second.");
    }

    private static IngestRow row(long published, long acknowledged, CpuClock cpu, OptionalLong stored) {
        LoadResult result = new LoadResult(published, acknowledged, 1000, 2_000_000_000L, new LoadResult.Latency(1, 2, 2, 3, 4),
                "none", LoadResult.Seen.NONE);
        Map<String, Long> resident = Map.of("hub", 1L << 20, "PostgreSQL", 2L << 20, "Redis", 3L << 20);
        return new IngestRow("Nave", Protocol.MQTT, Transport.PLAIN, LOAD,
                new GeneratorProcess.Run(result, cpu, resident, List.of()), stored);
    }

    private static IngestRow cost(Protocol protocol, Transport transport, long hubMicros) {
        CpuClock cpu = new CpuClock(Map.of("hub", hubMicros * 1_000_000, "PostgreSQL", 1_000_000L, "Redis", 0L), 20_000_000L);
        return new IngestRow("Nave", protocol, transport, LOAD, row(1200, 1200, cpu, OptionalLong.of(1200)).run(),
                OptionalLong.of(1200));
    }
}
