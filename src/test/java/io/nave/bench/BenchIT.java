package io.nave.bench;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The benchmark itself works, and counts right: runs so short that their figures mean nothing. */
class BenchIT {

    @TempDir
    Path folder;

    @Test
    void acknowledgedMessagesAreStoredAndTheFiguresAreThere() {
        // given
        IngestOptions options = IngestOptions
                .parse(List.of("--connections=10", "--plain", "--warmup=1", "--seconds=1", "--mosquitto=off",
                        "--data=" + folder.resolve("bench")));
        // when
        IngestReport report = new IngestBench(options, line -> {
        }).run();
        // then
        assertThat(report.rows()).hasSize(1).allSatisfy(BenchIT::isSane);
        assertThat(report.text()).contains("| Nave", "plain", "PostgreSQL 18");
        assertThat(report.trustworthy()).isTrue();
    }

    @Tag("long")
    @Test
    void everyAcknowledgedMessageIsStoredAndEveryFigureIsThere() {
        // given
        IngestOptions options = IngestOptions
                .parse(List.of("--connections=10", "--both", "--protocol=all", "--warmup=1", "--seconds=2",
                        "--mosquitto=off", "--data=" + folder.resolve("bench")));
        // when
        IngestReport report = new IngestBench(options, line -> {
        }).run();
        // then
        assertThat(report.rows()).hasSize(5).allSatisfy(BenchIT::isSane);
        assertThat(report.text()).contains("| Nave", "| MQTT", "| AMQP", "| HTTPS", "plain", "TLS 1.3", "PostgreSQL 18",
                "* AMQP beside MQTT, plain, 10 × 100: ", "* AMQP beside MQTT, TLS 1.3, 10 × 100: ",
                "* HTTPS beside MQTT, TLS 1.3, 10 × 1 beside 10 × 100: ");
        assertThat(report.trustworthy()).isTrue();
    }

    private static void isSane(IngestRow row) {
        assertThat(row.result().measured()).isPositive();
        assertThat(row.result().acknowledged()).isGreaterThan(row.result().measured()).isEqualTo(row.result().published());
        assertThat(row.stored()).hasValue(row.result().acknowledged());
        assertThat(row.microsPerMessage(HubTarget.PART)).isBetween(0.1, 100_000.0);
        assertThat(row.microsPerMessage(HubTarget.POSTGRES)).isBetween(0.1, 100_000.0);
        assertThat(row.result().latency().p50()).isPositive().isLessThanOrEqualTo(row.result().latency().p999());
    }
}
