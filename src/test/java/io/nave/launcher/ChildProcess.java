package io.nave.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A server that the launcher starts and watches. It runs in a session of its own, so that Ctrl-C in the terminal reaches the
 * launcher
 * only and the servers stop in order; its output goes to a log file.
 */
final class ChildProcess {

    private static final long LOG_LIMIT = 20L << 20;

    private final String name;
    private final Process process;
    private final Path log;
    private final long logStart;
    private volatile boolean stopping;

    private ChildProcess(String name, Process process, Path log, long logStart) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    /** What to start: a name for people, the command, where it runs and where its output goes, and variables to add. */
    record Command(String name, List<String> words, Path directory, Path log, Map<String, String> environment) {
        Command {
            words = List.copyOf(words);
            environment = Map.copyOf(environment);
        }
    }

    static ChildProcess start(Command command) {
        List<String> words = new ArrayList<>(Programs.ownSession());
        words.addAll(command.words());
        try {
            long logStart = rotate(command.log());
            ProcessBuilder builder = new ProcessBuilder(words).directory(command.directory().toFile()).redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
            builder.environment().putAll(command.environment());
            return new ChildProcess(command.name(), builder.start(), command.log(), logStart);
        } catch (IOException e) {
            throw new LaunchFailure(command.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Keeps one older log, and answers where the new lines will begin. */
    private static long rotate(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(log)) {
            PrivateFiles.write(log, ""); // what is logged about a failure may quote more than others should read
        }
        return Files.size(log);
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** The process and everything it has started. */
    List<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).map(ProcessHandle::pid).toList();
    }

    CompletableFuture<Process> end() {
        return process.onExit();
    }

    /** Completes when the process has ended although nobody asked it to. */
    CompletableFuture<ChildProcess> unexpectedEnd() {
        var unexpected = new CompletableFuture<ChildProcess>();
        end().thenRun(() -> {
            if (!stopping) {
                unexpected.complete(this);
            }
        });
        return unexpected;
    }

    void stop(String signal, Duration patience) {
        stopping = true;
        Signals.stop(pid(), signal, patience);
    }

    /** The last lines that it has written since this start, without stack frames: why it does not work. */
    String lastWords(int count) {
        List<String> lines = logged().lines()
                .filter(line -> !line.isBlank() && !line.startsWith("\tat ") && !line.startsWith("\t..."))
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    /** Whether it has written this since it was started. */
    boolean said(String words) {
        return logged().contains(words);
    }

    private String logged() {
        try (var file = Files.newByteChannel(log)) {
            file.position(Math.max(logStart, file.size() - (64 << 10)));
            return new String(java.nio.channels.Channels.newInputStream(file).readAllBytes(),
                    java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    Path log() {
        return log;
    }
}
