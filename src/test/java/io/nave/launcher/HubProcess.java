package io.nave.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The hub itself, as a child process of the launcher. */
final class HubProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TIME_TO_START = Duration.ofSeconds(180);

    private final ChildProcess process;

    private HubProcess(ChildProcess process) {
        this.process = process;
    }

    /**
     * The command that starts the hub; the first option marks whose hub it is, so that a later start knows it for a left-over
     * one.
     */
    static List<String> command(Path home, Path data) {
        List<String> words = new ArrayList<>(List.of(java(), mark(data), "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-XX:+ExitOnOutOfMemoryError"));
        String options = System.getenv().getOrDefault("JAVA_OPTS", "").strip();
        if (!options.isEmpty()) {
            words.addAll(List.of(options.split("\\s+")));
        }
        words.addAll(program(home));
        return words;
    }

    private static List<String> program(Path home) {
        String standIn = System.getProperty("launcher.hub"); // tests of the launcher alone name a main class of their own
        if (standIn != null) {
            return List.of("-cp", System.getProperty("java.class.path"), standIn);
        }
        Path jar = home.resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new LaunchFailure(jar + " is missing. ./nave up builds it.");
        }
        return List.of("-jar", jar.toString());
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin/java").toString();
    }

    private static String mark(Path data) {
        return "-Dlauncher.data=" + data;
    }

    /** Stops the hub of a killed run, if there is one, before its engines are touched. */
    static void stopLeftover(DataDirectory data) {
        Signals.stopLeftover(data.resolve("hub.pid"),
                process -> process.info().commandLine().filter(line -> line.contains(mark(data.path()))).isPresent(), "TERM",
                PATIENCE);
    }

    static HubProcess start(List<String> words, Path home, DataDirectory data, Map<String, String> environment,
            Watchdog watchdog) {
        ChildProcess process = ChildProcess.start(
                new ChildProcess.Command("The hub", words, home, data.resolve("nave.log"), environment));
        watchdog.watch(Watchdog.HUB, process);
        PrivateFiles.write(data.resolve("hub.pid"), process.pid() + "\n");
        return new HubProcess(process);
    }

    /** Returns when the hub is ready; fails with the hub's last words when it gives up or takes too long. */
    void awaitReady(BooleanSupplier ready) {
        long deadline = System.nanoTime() + TIME_TO_START.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.alive()) {
                throw new LaunchFailure("The hub does not start. Its last words (all of them are in " + process.log() + "):\n"
                        + process.lastWords(8));
            }
            if (System.nanoTime() > deadline) {
                throw new LaunchFailure(
                        "The hub is not ready after " + TIME_TO_START.toSeconds() + " seconds. Its last words (all of them "
                                + "are in " + process.log() + "):\n" + process.lastWords(8));
            }
            Signals.pause();
        }
    }

    ChildProcess process() {
        return process;
    }

    void stop() {
        process.stop("TERM", PATIENCE);
    }
}
