package io.nave.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The embedded Redis: on loopback only, every write in its append-only file before it is answered, and with a memory bound at
 * which it
 * refuses the writer and drops nothing.
 */
final class RedisServer {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path programs;
    private final Path directory;
    private final Path log;
    private final String password;

    RedisServer(DataDirectory data, boolean askPassword) {
        this.programs = Programs.directory(data);
        this.directory = data.resolve("redis");
        this.log = data.resolve("redis.log");
        this.password = askPassword ? PrivateFiles.secret(data.resolve("secrets/redis")) : "";
    }

    /** The address for clients, with the password if there is one. */
    String url(int port) {
        return "redis://" + (password.isEmpty() ? "" : ":" + password + "@") + "127.0.0.1:" + port;
    }

    /** Stops a server of a killed run, then starts one with the same data; returns when it answers. */
    ChildProcess start(int port, Watchdog watchdog) {
        Path program = program();
        Path pidFile = directory.resolve("redis.pid");
        Signals.stopLeftover(pidFile, process -> Signals.runs(process, program, directory), "TERM", PATIENCE);
        PrivateFiles.directory(directory);
        Path settings = directory.resolve("redis.conf");
        PrivateFiles.write(settings, settings(port));
        var command = new ChildProcess.Command("Redis", List.of(program.toString(), settings.toString()), directory, log,
                Map.of());
        ChildProcess server = ChildProcess.start(command);
        watchdog.watch(Watchdog.REDIS, server);
        PrivateFiles.write(pidFile, server.pid() + "\n");
        if (!awaitReady(server, port)) {
            server.stop("TERM", Duration.ofSeconds(5));
            throw new LaunchFailure(
                    "Redis does not start. Its last words (all of them are in " + log + "):\n" + server.lastWords(5));
        }
        return server;
    }

    void stop(ChildProcess server) {
        server.stop("TERM", PATIENCE);
    }

    /** The bundled server, or the system's where the bundled one does not run (it needs OpenSSL 3). */
    private Path program() {
        Path bundled = Programs.redis(programs);
        Programs.Result version = Programs.run(List.of(bundled.toString(), "--version"));
        if (version.ok()) {
            return bundled;
        }
        Path installed = Programs.find("redis-server");
        if (installed == null) {
            throw new LaunchFailure(
                    "The bundled Redis does not run here (" + version.output() + "). Install OpenSSL 3 (Debian: "
                            + "apt-get install libssl3) or Redis 6.2 or newer (Debian: apt-get install redis-server).");
        }
        return installed;
    }

    private String settings(int port) {
        return """
                bind 127.0.0.1
                port %d
                dir "%s"
                appendonly yes
                appendfsync always
                save ""
                maxmemory 512mb
                maxmemory-policy noeviction
                %s
                """.formatted(port, directory, password.isEmpty() ? "" : "requirepass " + password);
    }

    private boolean awaitReady(ChildProcess server, int port) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (server.alive() && System.nanoTime() < deadline) {
            if (answers(port)) {
                return true;
            }
            Signals.pause();
        }
        return false;
    }

    private boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 1000);
            socket.setSoTimeout(1000);
            String greeting = (password.isEmpty() ? "" : "AUTH " + password + "\r\n") + "PING\r\n";
            socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
            String expected = (password.isEmpty() ? "" : "+OK\r\n") + "+PONG\r\n"; // while it reads its file it says -LOADING
            return new String(socket.getInputStream().readNBytes(expected.length()), StandardCharsets.US_ASCII)
                    .equals(expected);
        } catch (IOException e) {
            return false;
        }
    }
}
