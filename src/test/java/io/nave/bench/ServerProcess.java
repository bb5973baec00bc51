package io.nave.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A server that is measured, with its output in a file. A small shell holds it on a leash: when the benchmark is gone, however
 * it ended, the
 * shell's standard input ends, and it stops the server.
 */
final class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LEASH = """
            trap '' INT TERM HUP
            read -r ended
            [ "$ended" = ended ] && exit 0
            kill -TERM "$1" 2>/dev/null
            for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$1" 2>/dev/null || exit 0; sleep 1; done
            kill -KILL "$1" 2>/dev/null
            """;

    private final String name;
    private final Path log;
    private final Process process;
    private final Process leash;

    private ServerProcess(String name, Path log, Process process, Process leash) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.leash = leash;
    }

    static ServerProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            Process leash = new ProcessBuilder("/bin/sh", "-c", LEASH, "nave-bench-leash", Long.toString(process.pid()))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return new ServerProcess(name, log, process, leash);
        } catch (IOException e) {
            throw new BenchFailure(name + " cannot be started", e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Returns when that is so; fails with the server's last words when it has ended or takes too long. */
    void await(BooleanSupplier ready, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new BenchFailure(name + (process.isAlive() ? " is not ready after " + patience.toSeconds() + " s."
                        : " has ended while it started.") + lastWords());
            }
            Pause.millis(100);
        }
    }

    /** The last lines of the log. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            List<String> last = lines.subList(Math.max(0, lines.size() - 12), lines.size());
            return " Its last words:\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return " Its log " + log + " cannot be read.";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            try (OutputStream input = leash.getOutputStream()) {
                input.write("ended\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // the leash is gone already
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
