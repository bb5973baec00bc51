package io.nave.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the figures about twins are computed from, and when they are not to be trusted. */
class TwinFiguresTest {

    private static final Orders.Load LOAD = new Orders.Load(10, 4, 0, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private static final Orders.BackEnds REST = new Orders.BackEnds(new Orders.Address("127.0.0.1", 443, Transport.TLS),
            "a token", 3);
    private static final Orders.Work REPORT = new Orders.Work(Orders.Kind.REPORT, 0, 0, Orders.BackEnds.NONE);
    private static final Orders.Work PATCH = new Orders.Work(Orders.Kind.REST_PATCH, 0, 0, REST);
    private static final CpuClock CPU = new CpuClock(
            Map.of("hub", 3_000_000L, "PostgreSQL", 2_000_000L, "Redis", 0L, "generator", 9_000_000L), 20_000_000L);

    @Test
    void cpuTimeIsThatWithinTheMeasuredTimePerOperation() {
        // when
        TwinsRow row = row(REPORT, result(1200, 1200, 0), List.of());
        // then
        assertThat(row.micros("hub")).isEqualTo(3.0);
        assertThat(row.micros("PostgreSQL")).isEqualTo(2.0);
        assertThat(row.micros("generator")).isEqualTo(9.0);
        assertThat(row.otherCpus()).isEqualTo(0.003);
    }

    @Test
    void oneThingThatIsWrongMakesTheRunUntrustworthy() {
        assertThat(row(REPORT, result(1200, 1200, 0), List.of()).trustworthy()).isTrue();
        assertThat(row(REPORT, result(1200, 1199, 0), List.of()).trustworthy()).isFalse();
        assertThat(row(REPORT, result(1200, 1200, 0), List.of("d1 has version 3")).trustworthy()).isFalse();
        assertThat(row(PATCH, result(1200, 1200, 1200), List.of()).trustworthy()).isTrue();
        assertThat(row(PATCH, result(1200, 1200, 1199), List.of()).trustworthy()).isFalse();
    }

    @Test
    void anOpenLoopThatTheHubDoesNotKeepUpWithIsSaidToBeTooSlow() {
        // 1000 in 2 s
        assertThat(row(new Orders.Work(Orders.Kind.REPORT, 500, 0, REST), result(1200, 1200, 0), List.of()).behind()).isFalse();
        assertThat(row(new Orders.Work(Orders.Kind.REPORT, 520, 0, REST), result(1200, 1200, 0), List.of()).behind()).isTrue();
    }

    @Test
    void reportHasARowForThePatchAndOneForTheNotification() {
        // when
        TwinsReport report = report(row(REPORT, result(1200, 1200, 0), List.of()),
                row(PATCH, result(1200, 1200, 1200), List.of()));
        // then
        assertThat(report.text()).contains(
                "| what | 10 × 4 | 500 | 3.0 | 2.0 | 0.0 | 1.00 | 2.00 | 3.00 | 4.00 | 9.0 | 0.00 | yes, 1,200 |",
                "| what | 3 × 1 |",
                "| … until the device is notified | | | | | | 0.50 | 0.60 | 0.70 | 0.80 | | | 1,200 notified |");
    }

    @Test
    void wrongFiguresAreSaidToBeWrongAndNotWrittenDown(@TempDir Path folder) {
        // given
        Path page = folder.resolve("docs/twins.md");
        TwinsReport wrong = report(row(REPORT, result(1200, 1200, 0), List.of("d1 has version 3")));
        TwinsReport right = report(row(REPORT, result(1200, 1200, 0), List.of()));
        // when, then
        assertThat(wrong.trustworthy()).isFalse();
        assertThat(wrong.text()).contains("| NO |", "WRONG, what: d1 has version 3");
        assertThatThrownBy(() -> wrong.write(page)).isInstanceOf(BenchFailure.class);
        assertThat(page).doesNotExist();
        right.write(page);
        assertThat(page).content().contains("# What twins cost", "yes, 1,200");
    }

    @Test
    void versionsAreReadFromTheTwinDocument() {
        String twin = "{\"version\":9,\"properties\":{\"desired\":{\"$version\":4},\"reported\":{\"a\":{\"$version\":1},\"$version\":7}}}";
        assertThat(TwinVersions.version(twin, "reported")).isEqualTo(7);
        assertThat(TwinVersions.version(twin, "desired")).isEqualTo(4);
        assertThat(TwinVersions.version("{}", "desired")).isEqualTo(-1);
    }

    @Test
    void ordersAndResultsArriveAsTheyWereSent() throws IOException {
        // given
        var orders = new Orders(new Orders.Address("127.0.0.1", 1883, Transport.PLAIN), "/ca.pem",
                new Orders.Login("d", "hub/{id}/?api-version=1", "a=b&c"), LOAD, PATCH);
        LoadResult result = result(1200, 1199, 7);
        // when, then
        assertThat(Orders.read(new BufferedReader(new StringReader(orders.lines())))).isEqualTo(orders);
        assertThat(LoadResult.parse(result.line())).isEqualTo(result);
    }

    @Test
    void halfOfWhatTheClosedLoopReachedAndTheRequiredRateAreMeasured() {
        assertThat(TwinsOptions.parse(List.of()).rates(9001)).containsExactly(4500, 2500);
        assertThat(TwinsOptions.parse(List.of()).rates(5000)).containsExactly(2500);
        assertThat(TwinsOptions.parse(List.of("--rate=3000")).rates(5000)).containsExactly(3000, 2500);
        assertThatThrownBy(() -> TwinsOptions.parse(List.of("--rates=1")))
                .hasMessageStartingWith("There is no option --rates.");
    }

    private static TwinsReport report(TwinsRow... rows) {
        return new TwinsReport(new Machine(LocalDate.EPOCH, "2 × CPU", "Linux", "Java 25"), TwinsOptions.parse(List.of()),
                List.of(rows));
    }

    private static TwinsRow row(Orders.Work work, LoadResult result, List<String> versions) {
        return TwinsRow.of("what", LOAD, work, new GeneratorProcess.Run(result, CPU, Map.of(), List.of()), versions);
    }

    private static LoadResult result(long published, long acknowledged, long notified) {
        return new LoadResult(published, acknowledged, 1000, 2_000_000_000L,
                new LoadResult.Latency(1000, 2000, 3000, 4000, 5000), "none",
                new LoadResult.Seen(notified, new LoadResult.Latency(500, 600, 700, 800, 900), List.of(600L, 599L),
                        new LoadResult.Receipts(5, 2, 1)));
    }
}
