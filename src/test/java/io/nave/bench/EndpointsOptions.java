package io.nave.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What to measure with {@code ./nave bench endpoints}, and for how long; {@code sustainable} 0 is to be found. */
record EndpointsOptions(int devices, int payload, int sustainable, int percent, int rounds, Time time, Files files) {

    static final String HELP = """
            ./nave bench endpoints [options]

            Devices publish over MQTT (plain, QoS 1); everything goes to the built-in endpoint and to two webhooks, "stays" and "stops". First it
            finds out what load is sustainable: acknowledged (99 of 100 within 100 ms), and delivered to both webhooks while no backlog grows.
            Then, at a part of it, by the clock, in turn: a time with both webhooks up; and a time for which "stops" is stopped, then started again until it has
            caught up. Hub, PostgreSQL and Redis run as processes of their own on this machine; devices and webhooks are in this one. What
            was acknowledged must have come to both webhooks, in order by device, after each load; otherwise the exit code is 1.

              --rounds=10              how often each is measured; the table shows medians
              --down=60                how many seconds "stops" is stopped
              --up=30                  how many seconds are measured with both up
              --load=30                percent of the sustainable load
              --sustainable=find       messages per second that are known to be sustainable
              --devices=100            how many devices
              --payload=200            bytes of a body
              --warmup=5               seconds of each load before it is measured
              --seconds=15             how long each load is tried that may be sustainable
              --patience=600           how many seconds a webhook may take to catch up
              --hub-jar=FILE           another hub than the one that was just built; JAVA_OPTS adds options to its JVM
              --data=DIRECTORY         where hub and engines keep their files meanwhile (default target/bench; emptied at the start)
            """;

    /** How long each part takes. */
    record Time(Duration warmup, Duration tried, Duration down, Duration up, Duration patience) {
    }

    /** Where the hub is, and where files go. */
    record Files(Path hubJar, Path data) {
    }

    static EndpointsOptions parse(List<String> words) {
        Words given = Words.of(words);
        Path home = IngestOptions.home();
        Time time = new Time(Duration.ofSeconds(given.number("--warmup", "5")),
                Duration.ofSeconds(given.number("--seconds", "15")), Duration.ofSeconds(given.number("--down", "60")),
                Duration.ofSeconds(given.number("--up", "30")),
                Duration.ofSeconds(given.number("--patience", "600")));
        Files files = new Files(
                Path.of(given.text("--hub-jar", home.resolve("target/quarkus-app/quarkus-run.jar").toString())),
                Path.of(given.text("--data", home.resolve("target/bench").toString())));
        EndpointsOptions options = new EndpointsOptions(given.number("--devices", "100"), given.number("--payload", "200"),
                given.numberOr("--sustainable", "find", 0), given.number("--load", "30"), given.number("--rounds", "10"), time,
                files);
        given.refuseUnknown(HELP);
        if (options.payload() < NumberedBody.BYTES || options.devices() > NumberedBody.MOST_DEVICES) {
            throw new BenchFailure("--payload is at least " + NumberedBody.BYTES + ", and --devices at most "
                    + NumberedBody.MOST_DEVICES + ".");
        }
        return options;
    }
}
