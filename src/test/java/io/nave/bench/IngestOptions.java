package io.nave.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What to measure with {@code ./nave bench ingest}, and for how long. */
record IngestOptions(List<Integer> connections, Wires wires, Duration warmup, Duration measured, int payload,
        Window window, Peers peers) {

    static final String HELP = """
            ./nave bench ingest [options]

            Devices publish telemetry over MQTT 3.1.1 with QoS 1, over AMQP 1.0 unsettled, or over HTTPS, as fast as acknowledgements come back
            (a closed loop with a fixed number of messages in flight, over HTTPS one on each connection). Hub, PostgreSQL, Redis, Mosquitto and the load generator run as processes of their own on this machine; the
            figures are their CPU time per message, the throughput and the time to the acknowledgement. Afterwards the database is asked
            whether everything that was acknowledged was stored.

              --connections=100,1000   numbers of connections, each measured by itself
              --protocol=mqtt          mqtt, amqp, https (TLS only), both (MQTT and AMQP), or all: one after the other, with what a message
                                       costs beside MQTT
              --plain, --tls, --both   TCP, TLS 1.3, or one after the other (default)
              --seconds=20             how long to measure
              --warmup=10              how long to publish before that
              --rounds=1               how often to go through everything, hub and Mosquitto in turn
              --payload=200            bytes of a message
              --window=auto            messages in flight per connection; auto: 10,000 over all connections, 100 at most on each
              --routes=none            how many routes the hub has, such as none,1,10,100, one after the other in each round: all to the built-in
                                       endpoint, of mixed conditions of which only the last takes a message
              --mosquitto=auto|off     auto: beside it, for MQTT, where it is installed (Debian package mosquitto)
              --hub=on|off             off measures Mosquitto alone
              --hub-jar=FILE           another hub than the one that was just built; JAVA_OPTS adds options to its JVM
              --data=DIRECTORY         where hub and engines keep their files meanwhile (default target/bench; emptied at the start)
              --write                  writes docs/performance.md
            """;

    /** The messages in flight per connection; 0 for automatic. */
    record Window(int given) {
        private static final int ALTOGETHER = 10_000;
        private static final int MOST = 100;

        int on(int connections) {
            return given > 0 ? given : Math.clamp(ALTOGETHER / connections, 1, MOST);
        }
    }

    /** What devices publish over: every protocol over every transport. */
    record Wires(List<Protocol> protocols, List<Transport> transports) {

        /** How to ask for these protocols; empty for what one gets without. */
        String words() {
            String name = switch (protocols.size()) {
                case 1 -> protocols.getFirst().name().toLowerCase(Locale.ROOT);
                case 2 -> "both";
                default -> "all";
            };
            return name.equals("mqtt") ? "" : " --protocol=" + name;
        }

        /** Those of the protocols that run over this transport. */
        List<Protocol> over(Transport transport) {
            return protocols.stream().filter(protocol -> protocol.runsOver(transport)).toList();
        }

        static Wires parse(Words given) {
            List<Protocol> protocols = switch (given.choice("--protocol", "mqtt", "mqtt", "amqp", "https", "both", "all")) {
                case "amqp" -> List.of(Protocol.AMQP);
                case "https" -> List.of(Protocol.HTTPS);
                case "both" -> List.of(Protocol.MQTT, Protocol.AMQP);
                case "all" -> List.of(Protocol.values());
                default -> List.of(Protocol.MQTT);
            };
            boolean plain = given.flag("--plain");
            boolean tls = given.flag("--tls");
            boolean both = given.flag("--both") || plain == tls;
            if (plain && !tls && !both && protocols.equals(List.of(Protocol.HTTPS))) {
                throw new BenchFailure("HTTPS is not served in the clear; leave --plain out.");
            }
            return new Wires(protocols, both ? List.of(Transport.PLAIN, Transport.TLS)
                    : List.of(plain ? Transport.PLAIN : Transport.TLS));
        }
    }

    /** The messages in flight on each of so many connections; HTTP/1.1 has one request at a time there. */
    int window(Protocol protocol, int connections) {
        return protocol == Protocol.HTTPS ? 1 : window.on(connections);
    }

    /** What is measured, how often, from which files, and whether it is written down. */
    record Peers(boolean hub, boolean mosquitto, int rounds, List<Integer> routes, Path hubJar, Path data, boolean write) {
    }

    static IngestOptions parse(List<String> words) {
        Words given = Words.of(words);
        Path home = home();
        Peers peers = new Peers(given.choice("--hub", "on", "on", "off").equals("on"),
                given.choice("--mosquitto", "auto", "auto", "off").equals("auto"), given.number("--rounds", "1"),
                given.numbersOr("--routes", "none", "none", 0),
                Path.of(given.text("--hub-jar", home.resolve("target/quarkus-app/quarkus-run.jar").toString())),
                Path.of(given.text("--data", home.resolve("target/bench").toString())), given.flag("--write"));
        IngestOptions options = new IngestOptions(given.numbers("--connections", "100,1000"), Wires.parse(given),
                Duration.ofSeconds(given.number("--warmup", "10")), Duration.ofSeconds(given.number("--seconds", "20")),
                given.number("--payload", "200"), new Window(given.numberOr("--window", "auto", 0)), peers);
        given.refuseUnknown(HELP);
        return options;
    }

    static Path home() {
        return Path.of(System.getProperty("launcher.home", "")).toAbsolutePath().normalize();
    }

    Optional<Path> page() {
        return peers.write() ? Optional.of(home().resolve("docs/performance.md")) : Optional.empty();
    }

    int mostConnections() {
        return connections.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
}
