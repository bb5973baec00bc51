package io.nave.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The benchmarks of messages and calls to devices themselves work, and count right: runs so short that figures mean nothing.
 */
class ToDeviceBenchIT {

    @TempDir
    Path folder;

    @Test
    void messagesComeOnceAndInOrderAndTheFiguresAreThere() {
        // when
        ToDeviceReport report = run(Orders.Kind.DEVICE_BOUND, "--rates=200", "--back-ends=2");
        // then
        assertThat(report.rows()).hasSize(1).allSatisfy(ToDeviceBenchIT::isSane);
        assertThat(report.text()).contains("200 per second asked for", "lost 0, doubled 0, out of order 0");
    }

    @Tag("long")
    @Test
    void everyMessageComesOnceAndInOrderAndEveryFigureIsThere() {
        // when
        ToDeviceReport report = run(Orders.Kind.DEVICE_BOUND, "--rates=max,200", "--back-ends=2");
        // then
        assertThat(report.rows()).hasSize(2).allSatisfy(ToDeviceBenchIT::isSane);
        assertThat(report.text()).contains("as fast as it goes", "200 per second asked for",
                "lost 0, doubled 0, out of order 0",
                "PostgreSQL 18", "Redis ");
    }

    @Tag("long")
    @Test
    void everyCallIsAnsweredByItsDeviceAtAnotherReplicaAndEveryFigureIsThere() {
        // when
        ToDeviceReport report = run(Orders.Kind.METHOD, "--rates=max,100", "--back-ends=4", "--replicas=2");
        // then
        assertThat(report.rows()).hasSize(2).allSatisfy(ToDeviceBenchIT::isSane);
        assertThat(report.text()).contains("as fast as it goes", "100 per second asked for",
                "at another replica than the devices");
    }

    private ToDeviceReport run(Orders.Kind kind, String... more) {
        List<String> words = new ArrayList<>(List.of(more));
        words.addAll(List.of("--devices=10", "--warmup=1", "--seconds=1", "--data=" + folder.resolve("bench")));
        ToDeviceReport report = new ToDeviceBench(kind, ToDeviceOptions.parse(kind, words), line -> {
        }).run();
        assertThat(report.trustworthy()).as(report.text()).isTrue();
        return report;
    }

    private static void isSane(ToDeviceRow row) {
        LoadResult result = row.result();
        assertThat(result.acknowledged()).isEqualTo(result.published()).isEqualTo(result.seen().notified());
        assertThat(result.measured()).isPositive();
        assertThat(row.micros(HubTarget.PART)).isPositive();
        assertThat(row.micros(HubTarget.REDIS)).isNotNegative();
        assertThat(result.latency().p50()).isPositive().isLessThanOrEqualTo(result.latency().p99());
        assertThat(result.seen().notices().p50()).isPositive().isLessThanOrEqualTo(result.seen().notices().p99());
    }
}
