package io.nave.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import io.nave.launcher.LocalAuthority;

/**
 * Starts the hub, lets back ends send to devices or call them, as fast as the hub can and by the clock, and asks afterwards
 * whether anything was left behind.
 */
final class ToDeviceBench {

    private static final Duration TIME_TO_CALM_DOWN = Duration.ofSeconds(20);

    private final Orders.Kind kind;
    private final ToDeviceOptions options;
    private final Consumer<String> progress;

    /** For device-bound messages or for methods. */
    ToDeviceBench(Orders.Kind kind, ToDeviceOptions options, Consumer<String> progress) {
        this.kind = kind;
        this.options = options;
        this.progress = progress;
    }

    ToDeviceReport run() {
        Path data = IngestBench.emptied(options.files().data());
        LocalAuthority authority = LocalAuthority.prepare(data.resolve("tls"), HubReplica.HOST);
        progress.accept("Starting the hub with PostgreSQL and Redis under " + data + " …");
        HubTarget target = HubTarget.start(options.files().hubJar(), data, authority, 1, options.backEnds().replicas());
        Thread stop = new Thread(target::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop); // Ctrl-C
        try (target; HubRest rest = target.rest()) {
            return new ToDeviceReport(Machine.describe(List.of(target)), kind, options, measureAll(target, rest));
        } finally {
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    private List<ToDeviceRow> measureAll(HubTarget target, HubRest rest) {
        List<ToDeviceRow> rows = new ArrayList<>();
        options.rates().forEach(rate -> rows.add(measure(target, rest, rate)));
        return rows;
    }

    /** With devices of its own, for whom nothing is left from before. */
    private ToDeviceRow measure(HubTarget target, HubRest rest, int rate) {
        String what = rate == 0 ? "as fast as it goes" : String.format(Locale.ROOT, "%,d per second asked for", rate);
        String fleet = "clock-" + rate + "-";
        rest.createDevices(options.devices(), fleet);
        Calm.await(List.of(target), TIME_TO_CALM_DOWN);
        int connections = options.backEnds().connections();
        var work = new Orders.Work(kind, rate, 0,
                kind == Orders.Kind.METHOD ? target.backEnds(connections) : target.amqpBackEnds(connections));
        var login = new Orders.Login(fleet, target.login().userName(), target.login().password());
        try {
            var orders = new Orders(target.address(Protocol.MQTT, Transport.PLAIN), target.caCertificate(), login,
                    options.load(rate), work);
            GeneratorProcess.Run run = GeneratorProcess.run(orders, target.pids());
            List<String> left = kind == Orders.Kind.DEVICE_BOUND ? DeviceQueues.check(rest, fleet, options.devices())
                    : List.of();
            ToDeviceRow row = ToDeviceRow.of(what, orders, run, left);
            progress.accept(ToDeviceReport.brief(row));
            return row;
        } catch (BenchFailure e) {
            throw new BenchFailure(what + ": " + e.getMessage() + target.lastWords());
        }
    }
}
