package io.nave.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import io.nave.launcher.LocalAuthority;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttWire;

/** Fills a registry with devices, and asks what it then costs to create, to connect and to list. */
final class IdentitiesBench {

    private static final int IN_A_CALL = 100;
    private static final int CALLS_AT_ONCE = 8;
    private static final int CONNECTING_THREADS = 16;
    private static final Duration TIME_TO_CALM_DOWN = Duration.ofMinutes(2);
    private static final int CALM_MILLIS = 2000;
    private static final double CALM_CPUS = 0.1;
    private static final long LONGEST_MICROS = 120_000_000;

    private final IdentitiesOptions options;
    private final Consumer<String> progress;

    IdentitiesBench(IdentitiesOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    IdentitiesReport run() {
        Path data = IngestBench.emptied(options.data());
        LocalAuthority authority = LocalAuthority.prepare(data.resolve("tls"), "127.0.0.1");
        progress.accept("Starting the hub with PostgreSQL and Redis under " + data + " …");
        HubTarget target = HubTarget.start(options.hubJar(), data, authority, 1);
        try (target; HubRest rest = target.rest()) {
            return new IdentitiesReport(Machine.describe(List.of(target)), measure(target, rest));
        }
    }

    private List<IdentitiesReport.Row> measure(HubTarget target, HubRest rest) {
        IdentitiesReport.Row created = create(target, rest);
        progress.accept("Created " + options.devices() + " devices.");
        awaitCalm(target);
        return List.of(created, connect(target), list(target, rest, 1000), list(target, rest, 100), find(target, rest));
    }

    /** What a million new rows leave to do, such as a checkpoint and statistics, must not be charged to reading them. */
    private static void awaitCalm(HubTarget target) {
        long deadline = System.nanoTime() + TIME_TO_CALM_DOWN.toNanos();
        double cpus = 1;
        while (cpus > CALM_CPUS && System.nanoTime() < deadline) {
            Map<String, Long> before = cpu(target);
            Pause.millis(CALM_MILLIS);
            long spent = cpu(target).entrySet().stream().mapToLong(e -> e.getValue() - before.getOrDefault(e.getKey(), 0L))
                    .sum();
            cpus = spent / (CALM_MILLIS * 1e6);
        }
    }

    private IdentitiesReport.Row create(HubTarget target, HubRest rest) {
        Semaphore room = new Semaphore(CALLS_AT_ONCE);
        return timed(target, "create, 100 in a call", options.devices(), latency -> {
            for (int from = 0; from < options.devices(); from += IN_A_CALL) {
                createSome(rest, from, room, latency);
            }
            room.acquireUninterruptibly(CALLS_AT_ONCE);
        });
    }

    private void createSome(HubRest rest, int from, Semaphore room, Histogram latency) {
        String body = IntStream.range(from, Math.min(from + IN_A_CALL, options.devices()))
                .mapToObj(i -> "{\"id\":\"" + deviceId(i) + "\",\"importMode\":\"create\",\"status\":\"enabled\"}")
                .collect(Collectors.joining(",", "[", "]"));
        room.acquireUninterruptibly();
        long begin = System.nanoTime();
        rest.createInBulk(body).whenComplete((done, failure) -> {
            record(latency, System.nanoTime() - begin);
            room.release();
            if (failure != null) {
                progress.accept("A call failed: " + failure.getMessage());
            }
        });
    }

    private static String deviceId(int i) {
        return "fleet-" + i;
    }

    private IdentitiesReport.Row connect(HubTarget target) {
        var login = target.login();
        int port = target.address(Protocol.MQTT, Transport.PLAIN).port();
        return timed(target, "connect over MQTT, policy token, plain", options.connects(),
                latency -> inParallel(options.connects(), i -> connect(port, login, i, latency)));
    }

    private void connect(int port, Orders.Login login, int i, Histogram latency) {
        String id = deviceId((int) ((long) i * 7919 % options.devices()));
        long begin = System.nanoTime();
        try (MqttWire wire = MqttWire.open(port)) {
            wire.connect(MqttConnectFrame.of(id, login.userName().replace("{id}", id), login.password()).withClean());
            record(latency, System.nanoTime() - begin);
        }
    }

    private IdentitiesReport.Row list(HubTarget target, HubRest rest, int top) {
        warmUp(() -> rest.get("/devices?top=" + top + "&api-version=2021-04-12"));
        return timed(target, "list " + top + " devices", options.lists(), latency -> {
            for (int i = 0; i < options.lists(); i++) {
                record(latency, rest.get("/devices?top=" + top + "&api-version=2021-04-12").nanos());
            }
        });
    }

    private IdentitiesReport.Row find(HubTarget target, HubRest rest) {
        int count = options.lists() * 10;
        return timed(target, "read one device", count, latency -> {
            for (int i = 0; i < count; i++) {
                String id = deviceId((int) ((long) i * 7919 % options.devices()));
                record(latency, rest.get(URI.create("/devices/" + id).toString()).nanos());
            }
        });
    }

    private static void warmUp(Runnable what) {
        for (int i = 0; i < 50; i++) {
            what.run();
        }
    }

    private static void inParallel(int count, IntConsumer what) {
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTING_THREADS)) {
            CompletableFuture.allOf(IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> what.accept(i), threads)).toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            throw new BenchFailure("A device could not connect", e.getCause());
        }
    }

    private static void record(Histogram latency, long nanos) {
        latency.recordValue(Math.min(nanos / 1000, LONGEST_MICROS));
    }

    private IdentitiesReport.Row timed(HubTarget target, String what, int operations, Consumer<Histogram> work) {
        Histogram latency = new ConcurrentHistogram(LONGEST_MICROS, 3);
        Map<String, Long> before = cpu(target);
        long begin = System.nanoTime();
        work.accept(latency);
        long nanos = System.nanoTime() - begin;
        Map<String, Long> spent = cpu(target);
        spent.replaceAll((part, after) -> after - before.getOrDefault(part, 0L));
        IdentitiesReport.Row row = new IdentitiesReport.Row(what, operations, nanos, spent, latency);
        progress.accept(String.format("%s: %,.0f per second, p50 %.2f ms", what, row.perSecond(), row.millis(50)));
        return row;
    }

    private static Map<String, Long> cpu(HubTarget target) {
        Map<String, Long> cpu = new HashMap<>();
        target.pids().forEach((part, pids) -> cpu.put(part, ProcessTimes.cpuNanos(pids)));
        return cpu;
    }
}
