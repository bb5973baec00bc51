package io.nave.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/** {@code ./nave up} in a process of its own, as a person would start it, on free ports. */
record RunningLauncher(Process process, Path data, Path output) {

    /** Starts the launcher with a hub that only looks like one. */
    static RunningLauncher withStandIn(Path folder, Map<String, String> environment, String... words) throws IOException {
        return start(folder, environment, List.of("-Dlauncher.hub=" + StandInHub.class.getName()), words);
    }

    /** Starts the launcher with the hub that the build has packaged. */
    static RunningLauncher withHub(Path folder, String... words) throws IOException {
        return start(folder, Map.of(), List.of(), words);
    }

    private static RunningLauncher start(Path folder, Map<String, String> environment, List<String> jvm, String... words)
            throws IOException {
        Path data = folder.resolve("data");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dlauncher.home=" + Path.of("").toAbsolutePath()));
        String programs = System.getProperty("launcher.programs");
        if (programs != null) {
            command.add("-Dlauncher.programs=" + programs);
        }
        command.addAll(jvm);
        command.addAll(List.of(NaveUp.class.getName(), "--data", data.toString()));
        command.addAll(List.of(words));
        Path output = folder.resolve("output-" + System.nanoTime() + ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().putAll(environment);
        return new RunningLauncher(builder.start(), data, output);
    }

    /** Options for ports that were free a moment ago. */
    static String[] freePorts() {
        return Stream.of(UpOptions.HTTPS_PORT, UpOptions.MQTT_PORT, UpOptions.AMQP_PORT)
                .map(option -> option + "=" + Ports.free())
                .toArray(String[]::new);
    }

    /** A port that somebody else has. */
    static ServerSocket occupiedPort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    }

    RunningLauncher awaitReady() {
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> text().contains("Nave is ready") || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("the launcher has ended:\n" + text());
        }
        return this;
    }

    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the launcher still runs:\n" + text());
        }
        return process.exitValue();
    }

    String text() {
        return PrivateFiles.read(output);
    }

    long hubPid() {
        return Signals.read(data.resolve("hub.pid"));
    }

    long redisPid() {
        return Signals.read(data.resolve("redis/redis.pid"));
    }

    long postgresPid() {
        return Signals.read(data.resolve("postgres/postmaster.pid"));
    }

    /** Everything that runs because this launcher was started, itself included. */
    List<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).map(ProcessHandle::pid).toList();
    }

    /** The line of the output that begins like that. */
    String line(String beginning) {
        return text().lines().map(String::strip).filter(line -> line.startsWith(beginning)).findFirst().orElseThrow();
    }

    /** Whether the program's output looks like a Java exception. */
    boolean showsStackTrace() throws IOException {
        return Files.readString(output).contains("\tat ");
    }
}
