package io.nave.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A command with its directory and variables, run to its end or to what it should write. */
record Program(List<String> command, Path directory, Map<String, String> environment) {

    private static final Duration TO_STOP = Duration.ofSeconds(5);

    Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Runs to the end, which must come in time and be a good one. */
    void run(Duration limit) {
        output(limit);
    }

    /** As {@link #run}, and what it wrote. */
    String output(Duration limit) {
        Path output = output();
        Process process = start(output);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(this + " did not end within " + limit + ":\n" + read(output));
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(this + " ended with " + process.exitValue() + ":\n" + read(output));
            }
            return read(output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            stop(process);
        }
    }

    /** Runs until it has written a line that the pattern finds, then stops it; for programs that go on for ever. */
    void runUntil(Pattern pattern, Duration limit) {
        Path output = output();
        Process process = start(output);
        try {
            Awaitility.await().atMost(limit).until(() -> !process.isAlive() || pattern.matcher(read(output)).find());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(this + " did not write " + pattern + " within " + limit + ":\n" + read(output), e);
        } finally {
            stop(process);
        }
        if (!pattern.matcher(read(output)).find()) {
            throw new AssertionError(this + " ended without having written " + pattern + ":\n" + read(output));
        }
    }

    private Process start(Path output) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new IllegalStateException(this + " cannot be started", e);
        }
    }

    private static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(TO_STOP.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    private Path output() {
        try {
            return Files.createTempFile(directory, "output", ".log");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }

    @Override
    public String toString() {
        return String.join(" ", command.size() > 3 ? command.subList(command.size() - 3, command.size()) : command);
    }
}
