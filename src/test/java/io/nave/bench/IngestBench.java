package io.nave.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

import io.nave.launcher.LocalAuthority;

/** Starts what is to be measured, lets the devices publish to one server after the other, and stops everything. */
final class IngestBench {

    private static final Duration TIME_TO_CALM_DOWN = Duration.ofSeconds(20);

    private final IngestOptions options;
    private final Consumer<String> progress;
    private final Deque<Target> targets = new ArrayDeque<>();

    IngestBench(IngestOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    IngestReport run() {
        Thread stop = new Thread(this::stopAll, "stop");
        Runtime.getRuntime().addShutdownHook(stop); // Ctrl-C
        try {
            start(emptied(options.peers().data()));
            return new IngestReport(Machine.describe(targets), options, measureAll());
        } finally {
            stopAll();
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    private void start(Path data) {
        LocalAuthority authority = LocalAuthority.prepare(data.resolve("tls"), "127.0.0.1");
        if (options.peers().hub()) {
            progress.accept("Starting the hub with PostgreSQL and Redis under " + data + " …");
            remember(HubTarget.start(options.peers().hubJar(), data, authority, options.mostConnections()));
        }
        if (options.peers().mosquitto() && options.wires().protocols().contains(Protocol.MQTT)) {
            MosquittoTarget.program().ifPresentOrElse(program -> remember(MosquittoTarget.start(program, data, authority)),
                    () -> progress.accept("Mosquitto is not installed, so the hub is measured alone."));
        }
        if (targets.isEmpty()) {
            throw new BenchFailure("There is nothing to measure: the hub is off, and so is Mosquitto.");
        }
    }

    private synchronized void remember(Target target) {
        targets.addLast(target);
    }

    private synchronized void stopAll() {
        while (!targets.isEmpty()) {
            targets.removeLast().close();
        }
    }

    private List<IngestRow> measureAll() {
        List<IngestRow> rows = new ArrayList<>();
        for (int round = 0; round < options.peers().rounds(); round++) {
            for (Transport transport : options.wires().transports()) {
                for (int connections : options.connections()) {
                    rows.addAll(measureInTurn(transport, connections));
                }
            }
        }
        return rows;
    }

    private List<IngestRow> measureInTurn(Transport transport, int connections) {
        List<IngestRow> rows = new ArrayList<>();
        for (Protocol protocol : options.wires().over(transport)) {
            targets.stream().filter(target -> target.speaks(protocol))
                    .forEach(target -> rows.addAll(withRoutes(target, protocol, transport, connections)));
        }
        return rows;
    }

    private List<IngestRow> withRoutes(Target target, Protocol protocol, Transport transport, int connections) {
        List<IngestRow> rows = new ArrayList<>();
        for (int routes : target.hasRoutes() ? options.peers().routes() : List.of(0)) {
            target.declareRoutes(routes);
            String name = target.name() + (routes == 0 ? "" : ", " + routes + " routes");
            rows.add(measure(target, name, protocol, transport, connections));
        }
        return rows;
    }

    private IngestRow measure(Target target, String name, Protocol protocol, Transport transport, int connections) {
        Calm.await(targets, TIME_TO_CALM_DOWN);
        var load = new Orders.Load(connections, options.window(protocol, connections), options.payload(), options.warmup(),
                options.measured());
        OptionalLong before = target.stored();
        try {
            var orders = new Orders(target.address(protocol, transport), target.caCertificate(), target.login(), load,
                    Orders.Work.telemetry(protocol));
            GeneratorProcess.Run run = GeneratorProcess.run(orders, target.pids());
            OptionalLong stored = before.isPresent() ? OptionalLong.of(target.stored().getAsLong() - before.getAsLong())
                    : OptionalLong.empty();
            IngestRow row = new IngestRow(name, protocol, transport, load, run, stored);
            progress.accept(IngestTable.brief(row));
            return row;
        } catch (BenchFailure e) {
            throw new BenchFailure(
                    target.name() + ", " + protocol + ", " + transport.label() + ", " + connections + " connections: "
                            + e.getMessage() + target.lastWords());
        }
    }

    static Path emptied(Path data) {
        Path directory = data.toAbsolutePath().normalize();
        try {
            if (Files.exists(directory)) {
                refuseForeign(directory);
                delete(directory);
            }
            return Files.createDirectories(directory.resolve("run")).getParent();
        } catch (IOException e) {
            throw new BenchFailure(directory + " cannot be emptied", e);
        }
    }

    /** An option that was mistyped must not cost somebody a folder. */
    private static void refuseForeign(Path directory) {
        if (!Files.isDirectory(directory.resolve("run"))) {
            throw new BenchFailure(directory + " exists and is not from an earlier benchmark. Choose another with --data.");
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
