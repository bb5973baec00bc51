package io.nave.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import io.nave.launcher.LocalAuthority;
import io.vertx.core.Vertx;

/** Starts the hub and two webhooks, finds what they sustain, and lets one webhook be away and come back under a part of it. */
final class EndpointsBench {

    private static final Duration TIME_TO_CALM_DOWN = Duration.ofSeconds(20);
    private static final int FAST_WINDOW = 100;
    /** So many messages may wait for their answers on a device that sends by the clock; then it sends late, and that counts. */
    private static final int MOST_IN_FLIGHT = 200;

    private final EndpointsOptions options;
    private final Consumer<String> progress;

    EndpointsBench(EndpointsOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    EndpointsReport run() {
        Path data = IngestBench.emptied(options.files().data());
        LocalAuthority authority = LocalAuthority.prepare(data.resolve("tls"), "127.0.0.1");
        progress.accept("Starting the hub with PostgreSQL and Redis under " + data + " …");
        HubTarget target = HubTarget.start(options.files().hubJar(), data, authority, options.devices());
        Thread stop = new Thread(target::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop); // Ctrl-C
        Vertx vertx = Vertx.vertx();
        try (target) {
            return new Course(target, new HookReceiver(vertx, "stays"), new HookReceiver(vertx, "stops")).report();
        } catch (BenchFailure e) {
            throw new BenchFailure(e.getMessage() + target.lastWords());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    /** One after the other, on one hub. */
    private final class Course {

        private final HubTarget target;
        private final HookReceiver stays;
        private final HookReceiver stops;

        Course(HubTarget target, HookReceiver stays, HookReceiver stops) {
            this.target = target;
            this.stays = stays;
            this.stops = stops;
        }

        EndpointsReport report() {
            try (HubRest rest = target.rest()) {
                rest.put("/admin/routing", EndpointsBody.of(List.of(stays, stops)));
            }
            int sustainable = options.sustainable() > 0 ? options.sustainable() : findSustainable();
            int rate = Math.max(1, sustainable * options.percent() / 100);
            progress.accept(
                    String.format(Locale.ROOT, "%,d messages per second are sustainable; measuring at %,d.", sustainable,
                            rate));
            bothUp(rate, options.time().tried()); // to warm up
            List<EndpointsRound> rounds = new ArrayList<>();
            for (int i = 0; i < options.rounds(); i++) {
                rounds.add(round(rate, i % 2 == 0));
                progress.accept(EndpointsReport.brief(rounds.getLast()));
            }
            return new EndpointsReport(Machine.describe(List.of(target)), options, sustainable, rounds);
        }

        private int findSustainable() {
            int rate = fastest();
            while (!isSustainable(rate)) {
                rate = Math.max(1, rate * 4 / 5);
            }
            for (int more = rate * 6 / 5; more > rate && isSustainable(more); more = rate * 6 / 5) {
                rate = more;
            }
            return rate;
        }

        private int fastest() {
            try (EndpointsLoad load = load(0)) {
                EndpointsPhase phase = load.measure(EndpointsLoad.after(options.time().tried()));
                progress.accept(
                        String.format(Locale.ROOT, "As fast as answers come: %,.0f per second, and %,.0f to both webhooks.",
                                phase.acknowledgedPerSecond(), phase.slowestPerSecond()));
                load.finish();
                return Math.max(1, (int) phase.slowestPerSecond());
            }
        }

        private boolean isSustainable(int rate) {
            try (EndpointsLoad load = load(rate)) {
                long before = load.behind();
                EndpointsPhase phase = load.measure(EndpointsLoad.after(options.time().tried()));
                boolean sustainable = EndpointsReport.isSustained(rate, phase, load.behind() - before);
                progress.accept(
                        String.format(Locale.ROOT, "%,d per second: %s.", rate, sustainable ? "sustainable" : "too much"));
                load.finish();
                return sustainable;
            }
        }

        /** What comes first in one round comes last in the next. */
        private EndpointsRound round(int rate, boolean upFirst) {
            if (upFirst) {
                EndpointsPhase up = bothUp(rate, options.time().up());
                return oneAway(rate).beside(up);
            }
            EndpointsRound.Away away = oneAway(rate);
            return away.beside(bothUp(rate, options.time().up()));
        }

        private EndpointsPhase bothUp(int rate, Duration measured) {
            try (EndpointsLoad load = load(rate)) {
                EndpointsPhase up = load.measure(EndpointsLoad.after(measured));
                load.finish();
                return up;
            }
        }

        private EndpointsRound.Away oneAway(int rate) {
            try (EndpointsLoad load = load(rate)) {
                stops.stop();
                EndpointsPhase down = load.measure(EndpointsLoad.after(options.time().down()));
                long before = stops.receipts().received();
                stops.start();
                load.await(() -> stops.receipts().received() > before); // the hub does not try all the time
                EndpointsPhase back = load.measure(() -> load.behind() < rate);
                return new EndpointsRound.Away(down, back, load.finish());
            }
        }

        private EndpointsLoad load(int rate) {
            Calm.await(List.of(target), TIME_TO_CALM_DOWN);
            var load = new Orders.Load(options.devices(), rate > 0 ? MOST_IN_FLIGHT : FAST_WINDOW, options.payload(),
                    options.time().warmup(), options.time().down());
            var orders = new Orders(target.address(Protocol.MQTT, Transport.PLAIN), target.caCertificate(), target.login(),
                    load,
                    new Orders.Work(Orders.Kind.NUMBERED, rate, 0, Orders.BackEnds.NONE));
            var hooks = new EndpointsLoad.Hooks(stays, stops, options.time().patience().plus(options.time().down()));
            return new EndpointsLoad(orders, hooks, target.pids());
        }
    }
}
