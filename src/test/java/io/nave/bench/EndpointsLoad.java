package io.nave.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Devices that publish until they are stopped, and the two webhooks that everything goes to. Used by one thread. */
final class EndpointsLoad implements AutoCloseable {

    static final String PART = "bench";

    private static final Duration LOOK = Duration.ofMillis(200);

    private final HookReceiver stays;
    private final HookReceiver stops;
    private final Duration patience;
    private final Map<String, List<Long>> servers;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final Devices devices;
    private final List<NumberingConnection> connections;

    /** The webhooks, and how long they may take to catch up. */
    record Hooks(HookReceiver stays, HookReceiver stops, Duration patience) {
    }

    /** Connects and begins. */
    EndpointsLoad(Orders orders, Hooks hooks, Map<String, List<Long>> servers) {
        this.stays = hooks.stays();
        this.stops = hooks.stops();
        this.patience = hooks.patience();
        this.servers = servers;
        stays.expect(orders.load().connections());
        stops.expect(orders.load().connections());
        this.devices = new Devices(orders, failure);
        try {
            this.connections = devices.connect().stream().map(NumberingConnection.class::cast).toList();
            connections.forEach(Connection::start);
            pause(orders.load().warmup());
        } catch (RuntimeException e) {
            devices.close();
            throw e;
        }
    }

    /** What happens in the time until that is so. */
    EndpointsPhase measure(BooleanSupplier over) {
        devices.resetLatency();
        stays.receipts().resetLatency();
        stops.receipts().resetLatency();
        CpuClock cpu = clock();
        long acknowledged = devices.acknowledged();
        long staysBefore = stays.receipts().received();
        long stopsBefore = stops.receipts().received();
        long begin = System.nanoTime();
        await(over);
        long nanos = System.nanoTime() - begin;
        return new EndpointsPhase(nanos, devices.acknowledged() - acknowledged, LoadResult.Latency.of(devices.latency()),
                delivered(stays, staysBefore), delivered(stops, stopsBefore), clock().since(cpu));
    }

    /** This process is apart from those that it has started. */
    private CpuClock clock() {
        CpuClock clock = CpuClock.read(servers);
        Map<String, Long> nanos = new LinkedHashMap<>(clock.nanosByPart());
        nanos.put(PART, ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos());
        return new CpuClock(nanos, clock.machineNanos());
    }

    private static EndpointsPhase.Delivered delivered(HookReceiver hook, long before) {
        return new EndpointsPhase.Delivered(hook.receipts().received() - before, hook.receipts().latency());
    }

    /** That much time is over. */
    static BooleanSupplier after(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        return () -> System.nanoTime() - end >= 0;
    }

    /** How many acknowledged messages the slower endpoint has not got yet. */
    long behind() {
        return devices.acknowledged() - Math.min(stays.receipts().received(), stops.receipts().received());
    }

    /**
     * Stops the devices, waits until everything has come, and fails unless all that was acknowledged came to both endpoints, in
     * order by device. Returns how many messages came again.
     */
    long finish() {
        connections.forEach(Connection::stop);
        pause(LOOK); // by then every connection has seen that it shall stop
        await(() -> devices.outstanding() == 0 && behind() <= 0);
        List<Long> sent = connections.stream().map(NumberingConnection::sent).toList();
        failFor(stays.receipts().wrongs(sent));
        failFor(stops.receipts().wrongs(sent));
        return stays.receipts().repeated() + stops.receipts().repeated();
    }

    /** Returns when that is so; fails when it takes too long or messages came out of order meanwhile. */
    void await(BooleanSupplier over) {
        BooleanSupplier late = after(patience);
        while (!over.getAsBoolean()) {
            if (late.getAsBoolean()) {
                throw new BenchFailure("After " + patience.toSeconds() + " s an endpoint still is " + behind()
                        + " messages behind, and " + devices.outstanding() + " are not acknowledged.");
            }
            failFor(stays.receipts().wrongs());
            failFor(stops.receipts().wrongs());
            pause(LOOK);
        }
    }

    private static void failFor(List<String> wrongs) {
        if (!wrongs.isEmpty()) {
            throw new BenchFailure(
                    "What was acknowledged did not come in order and completely:\n  " + String.join("\n  ", wrongs));
        }
    }

    private void pause(Duration duration) {
        try {
            failure.get(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // nothing has failed meanwhile
        } catch (ExecutionException e) {
            throw new BenchFailure(String.valueOf(e.getCause().getMessage()));
        } catch (InterruptedException e) {
            throw new BenchFailure("Interrupted.");
        }
    }

    @Override
    public void close() {
        devices.close();
    }
}
