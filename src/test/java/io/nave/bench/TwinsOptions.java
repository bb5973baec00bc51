package io.nave.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What to measure with {@code ./nave bench twins}, and for how long; rate 0 is half of what the closed loop reached. */
record TwinsOptions(int devices, int window, int rate, int backEnds, Time time, Files files) {

    /** What a hub of this size has to take, in patches per second (of all devices together). */
    static final int REQUIRED_RATE = 2500;

    static final String HELP = """
            ./nave bench twins [options]

            Devices patch their reported properties over MQTT, in a closed loop (each keeps a fixed number of patches in flight) and in an open one
            (by the clock, time counts from when a patch was due), also with 16 KB stored before; they read their twins; a back end reads twins and
            patches desired properties over HTTPS while the devices are connected. Hub, PostgreSQL, Redis and the load generator run as processes of
            their own on this machine; the figures are operations per second, CPU time of each per operation, and the time to the answer.
            Versions must step by one in every answer and notification, and in the end the twins are asked for them; otherwise the exit
            code is 1.

              --devices=100            how many devices
              --window=4               patches in flight per device in the closed loops
              --rate=half              patches per second in the open loop; half: of what the closed loop reached. 2,500 is measured always
              --back-ends=16           HTTPS connections with one request at a time
              --seconds=20             how long to measure each operation
              --warmup=10              how long to do it before that
              --hub-jar=FILE           another hub than the one that was just built; JAVA_OPTS adds options to its JVM
              --data=DIRECTORY         where hub and engines keep their files meanwhile (default target/bench; emptied at the start)
              --page=FILE              writes the figures as a page, unless the machine was busy with other things
            """;

    /** How long each operation is done before it is measured, and then. */
    record Time(Duration warmup, Duration measured) {
    }

    /** Where the hub is, and where files go. */
    record Files(Path hubJar, Path data, Optional<Path> page) {
    }

    static TwinsOptions parse(List<String> words) {
        Words given = Words.of(words);
        Path home = IngestOptions.home();
        Files files = new Files(
                Path.of(given.text("--hub-jar", home.resolve("target/quarkus-app/quarkus-run.jar").toString())),
                Path.of(given.text("--data", home.resolve("target/bench").toString())),
                Optional.of(given.text("--page", "")).filter(page -> !page.isEmpty()).map(Path::of));
        Time time = new Time(Duration.ofSeconds(given.number("--warmup", "10")),
                Duration.ofSeconds(given.number("--seconds", "20")));
        TwinsOptions options = new TwinsOptions(given.number("--devices", "100"), given.number("--window", "4"),
                given.numberOr("--rate", "half", 0), given.number("--back-ends", "16"), time, files);
        given.refuseUnknown(HELP);
        return options;
    }

    /** The rates of the open loops, one after the other. */
    List<Integer> rates(double reached) {
        int chosen = rate > 0 ? rate : (int) Math.max(1, reached / 2);
        return chosen == REQUIRED_RATE ? List.of(REQUIRED_RATE) : List.of(chosen, REQUIRED_RATE);
    }
}
