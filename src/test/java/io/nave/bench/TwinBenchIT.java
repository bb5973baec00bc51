package io.nave.bench;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The benchmark of twins itself works, and counts right: a run so short that its figures mean nothing. */
class TwinBenchIT {

    @TempDir
    Path folder;

    @Tag("long")
    @Test
    void everyAnswerIsRightAndEveryFigureIsThere() {
        // given
        TwinsOptions options = TwinsOptions.parse(List.of("--devices=10", "--rate=200", "--back-ends=4", "--warmup=1",
                "--seconds=1", "--data=" + folder.resolve("bench")));
        // when
        TwinsReport report = new TwinsBench(options, line -> {
        }).run();
        // then
        assertThat(report.rows()).hasSize(7).allSatisfy(TwinBenchIT::isSane);
        assertThat(report.rows().getLast().result().seen().notified())
                .isEqualTo(report.rows().getLast().result().acknowledged());
        assertThat(report.text()).contains("| reported patch |", "2,500 per second", "until the device is notified",
                "PostgreSQL 18");
        assertThat(report.trustworthy()).as(report.text()).isTrue();
    }

    private static void isSane(TwinsRow row) {
        assertThat(row.wrongs()).isEmpty();
        assertThat(row.result().acknowledged()).isGreaterThan(row.result().measured()).isEqualTo(row.result().published());
        assertThat(row.micros(HubTarget.PART)).isPositive();
        assertThat(row.result().latency().p50()).isPositive().isLessThanOrEqualTo(row.result().latency().p99());
    }
}
