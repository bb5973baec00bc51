package io.nave.bench;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The benchmark of endpoints works, and nothing is lost in it: a run so short that its figures mean nothing. */
@Tag("long")
class EndpointsBenchIT {

    @TempDir
    Path folder;

    @Test
    void everyFigureIsThereAndWhatWaitedForTheStoppedEndpointHasCome() {
        // given
        EndpointsOptions options = EndpointsOptions
                .parse(List.of("--rounds=1", "--down=3", "--up=3", "--devices=10", "--warmup=1",
                        "--sustainable=6000", "--data=" + folder.resolve("bench")));
        // when
        EndpointsReport report = new EndpointsBench(options, line -> {
        }).run();
        // then
        EndpointsRound round = report.rounds().getFirst();
        assertThat(round.up().acknowledged()).isPositive();
        assertThat(round.down().stays().messages()).isPositive();
        assertThat(round.down().stops().messages()).isZero();
        assertThat(round.back().stops().messages()).isGreaterThan(round.down().acknowledged());
        assertThat(report.text()).contains("in order by device", "| acknowledged per second |");
    }
}
