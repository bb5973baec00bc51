package io.nave.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import io.nave.launcher.LocalAuthority;

/**
 * Starts the hub, lets devices and back ends work with twins in one way after the other, and asks the twins afterwards whether
 * everything that was acknowledged is there.
 */
final class TwinsBench {

    private static final Duration TIME_TO_CALM_DOWN = Duration.ofSeconds(20);
    private static final int LARGE = 16 * 1024;
    /** So many requests may wait for their answers on a device that sends by the clock; then it sends late, and that counts. */
    private static final int MOST_IN_FLIGHT = 200;
    private static final String SMALL_FLEET = "small-";

    private final TwinsOptions options;
    private final Consumer<String> progress;

    TwinsBench(TwinsOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    TwinsReport run() {
        Path data = IngestBench.emptied(options.files().data());
        LocalAuthority authority = LocalAuthority.prepare(data.resolve("tls"), "127.0.0.1");
        progress.accept("Starting the hub with PostgreSQL and Redis under " + data + " …");
        HubTarget target = HubTarget.start(options.files().hubJar(), data, authority, 1);
        Thread stop = new Thread(target::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop); // Ctrl-C
        try (target; HubRest rest = target.rest()) {
            return new TwinsReport(Machine.describe(List.of(target)), options, measureAll(target, rest));
        } finally {
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    /** What the devices of one fleet do; those of a new fleet have new twins. */
    private record Part(String what, String fleet, Orders.Work work) {
    }

    private List<TwinsRow> measureAll(HubTarget target, HubRest rest) {
        List<TwinsRow> rows = new ArrayList<>();
        rest.createDevices(options.devices(), SMALL_FLEET);
        rows.add(measure(target, rest, new Part("reported patch", SMALL_FLEET, work(Orders.Kind.REPORT, 0, 0))));
        for (int rate : options.rates(rows.getFirst().result().perSecond())) {
            String fleet = "clock-" + rate + "-";
            rest.createDevices(options.devices(), fleet);
            rows.add(
                    measure(target, rest, new Part(String.format(Locale.ROOT, "reported patch, %,d per second asked for", rate),
                            fleet, work(Orders.Kind.REPORT, rate, 0))));
        }
        rest.createDevices(options.devices(), "large-");
        rows.add(measure(target, rest, new Part("reported patch, 16 KB stored", "large-", work(Orders.Kind.REPORT, 0, LARGE))));
        rows.add(measure(target, rest, new Part("get twin over MQTT", SMALL_FLEET, work(Orders.Kind.READ, 0, 0))));
        Orders.BackEnds backEnds = target.backEnds(options.backEnds());
        for (var kind : List.of(Orders.Kind.REST_READ, Orders.Kind.REST_PATCH)) {
            String what = kind == Orders.Kind.REST_READ ? "get twin over HTTPS" : "desired patch over HTTPS";
            rows.add(measure(target, rest, new Part(what, SMALL_FLEET, new Orders.Work(kind, 0, 0, backEnds))));
        }
        return rows;
    }

    private static Orders.Work work(Orders.Kind kind, int rate, int stored) {
        return new Orders.Work(kind, rate, stored, Orders.BackEnds.NONE);
    }

    private TwinsRow measure(HubTarget target, HubRest rest, Part part) {
        Calm.await(List.of(target), TIME_TO_CALM_DOWN);
        var load = new Orders.Load(options.devices(), part.work().rate() > 0 ? MOST_IN_FLIGHT : options.window(), 0,
                options.time().warmup(), options.time().measured());
        Orders.Login shared = target.login();
        var login = new Orders.Login(part.fleet(), shared.userName(), shared.password());
        try {
            var orders = new Orders(target.address(Protocol.MQTT, Transport.PLAIN), target.caCertificate(), login, load,
                    part.work());
            GeneratorProcess.Run run = GeneratorProcess.run(orders, target.pids());
            TwinsRow row = TwinsRow.of(part.what(), load, part.work(), run, versions(rest, part, run.result().seen()));
            progress.accept(TwinsReport.brief(row));
            return row;
        } catch (BenchFailure e) {
            throw new BenchFailure(part.what() + ": " + e.getMessage() + target.lastWords());
        }
    }

    private static List<String> versions(HubRest rest, Part part, LoadResult.Seen seen) {
        return switch (part.work().kind()) {
            case REPORT -> TwinVersions.check(rest, part.fleet(), "reported", seen.patches());
            case REST_PATCH -> TwinVersions.check(rest, part.fleet(), "desired", seen.patches());
            case PUBLISH, NUMBERED, SEND, POST, READ, REST_READ, DEVICE_BOUND, METHOD -> List.of();
        };
    }
}
