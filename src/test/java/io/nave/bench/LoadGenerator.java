package io.nave.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process that plays the devices and back ends. It reads its {@link Orders}, and says on standard output where it is, one
 * word a line, so
 * that the
 * benchmark can look at the clocks of the other processes at these moments:
 *
 * <pre>
 *   connected → begin → end → wrong SENTENCE (if any) → result published=…      or, at any time, failed SENTENCE
 * </pre>
 *
 * It ends by itself when its standard input does, and when something takes too long.
 */
final class LoadGenerator {

    static final String COMMAND = "generate-load";
    static final String BEGIN = "begin";
    static final String END = "end";
    static final String RESULT = "result ";
    static final String FAILED = "failed ";
    static final String WRONG = "wrong ";

    private static final Duration TIME_TO_DRAIN = Duration.ofSeconds(30);

    private final Orders orders;
    private final PrintStream output;
    private final Duration timeToDrain;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    LoadGenerator(Orders orders, PrintStream output, Duration timeToDrain) {
        this.orders = orders;
        this.output = output;
        this.timeToDrain = timeToDrain;
    }

    static int run(InputStream input, PrintStream output) {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
            Orders orders = Orders.read(lines);
            Thread.ofPlatform().daemon().start(() -> haltAtEnd(lines));
            new LoadGenerator(orders, output, TIME_TO_DRAIN).run();
            return 0;
        } catch (BenchFailure e) {
            output.println(FAILED + e.getMessage());
            return 1;
        } catch (IOException e) {
            output.println(FAILED + e);
            return 1;
        }
    }

    private static void haltAtEnd(BufferedReader lines) {
        try {
            while (lines.readLine() != null) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            // the benchmark is gone as well
        }
        Runtime.getRuntime().halt(2);
    }

    void run() {
        try (Devices devices = new Devices(orders, failure)) {
            List<Connection> connections = devices.connect();
            output.println("connected");
            connections.forEach(Connection::start);
            pause(orders.load().warmup());
            devices.resetLatency();
            output.println(BEGIN);
            long begin = System.nanoTime();
            long before = devices.done();
            pause(orders.load().measured());
            long measured = devices.done() - before;
            long nanos = System.nanoTime() - begin;
            output.println(END);
            LoadResult.Latency latency = LoadResult.Latency.of(devices.latency());
            LoadResult.Latency notices = LoadResult.Latency.of(devices.notices());
            connections.forEach(Connection::stop);
            drain(devices);
            devices.wrongs().forEach(wrong -> output.println(WRONG + wrong.replaceAll("\\R", " ")));
            output.println(RESULT + new LoadResult(devices.published(), devices.acknowledged(), measured, nanos, latency,
                    devices.tlsEngine(),
                    new LoadResult.Seen(devices.notified(), notices, devices.patches(), devices.receipts())).line());
        }
    }

    /** Waits until everything is answered, so that it can be compared with what is stored. */
    private void drain(Devices devices) {
        long deadline = System.nanoTime() + timeToDrain.toNanos();
        pause(Duration.ofMillis(200)); // by then every connection has seen that it shall stop
        while (devices.outstanding() > 0 && System.nanoTime() < deadline) {
            pause(Duration.ofMillis(20));
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
}
