package io.nave.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to measure with {@code ./nave bench devicebound} or {@code ./nave bench methods}, and for how long.
 *
 * @param window how many messages to one device are under way at most in the closed loop
 * @param payload how long the body of a message is, in bytes
 * @param rates of the loops, a second and of all devices together; 0 for a closed loop
 */
record ToDeviceOptions(int devices, int window, int payload, BackEnds backEnds, List<Integer> rates, TwinsOptions.Time time,
        TwinsOptions.Files files) {

    static final String DEVICE_BOUND_HELP = """
            ./nave bench devicebound [options]

            Back ends send cloud-to-device messages over AMQP, with TLS, to devices that are connected over MQTT and acknowledge them with QoS 1.
            First as many as the hub takes (a closed loop: another message to a device is sent when one has come to it), then by the clock
            (an open loop: the time counts from when a message was due). A message counts when the hub has accepted it, it has come to its device and the device
            has acknowledged it. Hub, PostgreSQL, Redis and the load generator run as processes of their own on this machine; the figures are
            messages per second, CPU time of each per message, and the time to the hub's answer and to the device. When a message is refused, lost,
            doubled or out of order, or anything is left in a queue, the exit code is 1.

              --devices=200            how many devices
              --window=4               messages to each device that are under way in the closed loop
              --rates=max,5000         messages per second in the open loops, each measured by itself; max: the closed loop
              --payload=200            bytes of a message's body
              --back-ends=4            AMQP connections, each sends to its part of the devices
            """;

    static final String METHODS_HELP = """
            ./nave bench methods [options]

            Back ends call direct methods over HTTPS; the devices are connected over MQTT and answer at once with what they were given. First as
            many as the hub takes (a closed loop), then by the clock (the time counts from when a call was due, so that waiting for a hub
            that hesitates is not left out). Hub, PostgreSQL, Redis and the load generator run as processes of their own on this machine; the
            figures are calls per second, CPU time of each per call, and the time to the answer and to the device. When a call is not answered
            by what the device said, the exit code is 1.

              --devices=200            how many devices
              --rates=max,500          calls per second in the open loops, each measured by itself; max: the closed loop
              --back-ends=32           HTTPS connections that are kept alive, with one call at a time
            """;

    private static final String COMMON_HELP = """
              --replicas=1|2           2: the devices are connected to one replica of the hub, the back ends to another
              --seconds=20             how long to measure each loop
              --warmup=10              how long to do it before that
              --hub-jar=FILE           another hub than the one that was just built; JAVA_OPTS adds options to its JVM
              --data=DIRECTORY         where hub and engines keep their files meanwhile (default target/bench; emptied at the start)
              --page=FILE              writes the figures as a page, unless the machine was busy with other things
            """;

    /**
     * So many messages to one device are under way at most where they are sent by the clock; then they are late, and that
     * counts.
     */
    private static final int MOST_UNDER_WAY = 200;

    /** How many connections, and how many replicas of the hub they have to do with. */
    record BackEnds(int connections, int replicas) {
    }

    ToDeviceOptions {
        rates = List.copyOf(rates);
        backEnds = new BackEnds(Math.min(backEnds.connections(), devices), backEnds.replicas());
    }

    static String help(Orders.Kind kind) {
        return (kind == Orders.Kind.METHOD ? METHODS_HELP : DEVICE_BOUND_HELP) + COMMON_HELP;
    }

    static ToDeviceOptions parse(Orders.Kind kind, List<String> words) {
        Words given = Words.of(words);
        boolean methods = kind == Orders.Kind.METHOD;
        int window = methods ? 1 : given.number("--window", "4");
        int payload = methods ? 0 : given.number("--payload", "200");
        if (!methods && payload < DeviceBoundBody.LEAST) {
            throw new BenchFailure("--payload is at least " + DeviceBoundBody.LEAST + ", for a number and a time.");
        }
        Path home = IngestOptions.home();
        TwinsOptions.Files files = new TwinsOptions.Files(
                Path.of(given.text("--hub-jar", home.resolve("target/quarkus-app/quarkus-run.jar").toString())),
                Path.of(given.text("--data", home.resolve("target/bench").toString())),
                Optional.of(given.text("--page", "")).filter(page -> !page.isEmpty()).map(Path::of));
        TwinsOptions.Time time = new TwinsOptions.Time(Duration.ofSeconds(given.number("--warmup", "10")),
                Duration.ofSeconds(given.number("--seconds", "20")));
        BackEnds backEnds = new BackEnds(given.number("--back-ends", methods ? "32" : "4"),
                Integer.parseInt(given.choice("--replicas", "1", "1", "2")));
        ToDeviceOptions options = new ToDeviceOptions(given.number("--devices", "200"), window, payload, backEnds,
                given.numbersOr("--rates", methods ? "max,500" : "max,5000", "max", 0), time, files);
        given.refuseUnknown(help(kind));
        return options;
    }

    /** The load at that rate; 0 for a closed loop. */
    Orders.Load load(int rate) {
        return new Orders.Load(devices, rate == 0 ? window : MOST_UNDER_WAY, payload, time.warmup(), time.measured());
    }
}
