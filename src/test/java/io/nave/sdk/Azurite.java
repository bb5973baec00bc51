package io.nave.sdk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

import io.nave.launcher.LocalAuthority;

/**
 * Azurite, Microsoft's emulator of Azure's storage services, with TLS on a free port of this machine and a container
 * {@code uploads}. It is installed by npm if need be. It is loose, for Node's device SDK sends x-ms-encryption-algorithm with
 * each block, which it refuses else.
 */
public final class Azurite implements AutoCloseable {

    static final String ACCOUNT = "devstoreaccount1";
    /** The key that every emulator has built in; it guards nothing. */
    static final String KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    public static final String CONTAINER = "uploads";

    private static final String HOST = "127.0.0.1";
    private static final Duration TO_INSTALL = Duration.ofMinutes(5);
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final Duration TO_RUN = Duration.ofSeconds(120);
    private static final long TO_STOP = 10;

    private final Path packages;
    private final Path caCertificate;
    private final int port;
    private final List<String> command;
    private final Path log;
    private Process process;

    private Azurite(Path packages, Path directory) throws IOException {
        LocalAuthority authority = LocalAuthority.prepare(Files.createDirectories(directory.resolve("tls")), HOST);
        this.packages = packages;
        this.caCertificate = authority.caCertificate();
        this.port = freePort();
        this.command = List.of("node", packages.resolve("node_modules/azurite/dist/src/blob/main.js").toString(),
                "--blobHost", HOST, "--blobPort", String.valueOf(port), "--location", directory.toString(), "--silent",
                "--disableTelemetry", "--skipApiVersionCheck", "--loose", "--cert", authority.serverCertificate().toString(),
                "--key", authority.serverKey().toString());
        this.log = directory.resolve("azurite.log");
        this.process = launch();
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    }

    /** Starts it with its files in that directory and waits until it answers. */
    public static Azurite start(Path directory) {
        try {
            Azurite azurite = new Azurite(packages(), Files.createDirectories(directory));
            Runtime.getRuntime().addShutdownHook(new Thread(azurite::close));
            azurite.awaitAnswer();
            azurite.script("make-container.js", Map.of());
            return azurite;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitAnswer() {
        Awaitility.await().atMost(TO_START).until(this::answers);
    }

    /** Ends it; it keeps what it has. */
    public void stop() {
        process.destroy();
        process.onExit().orTimeout(TO_STOP, TimeUnit.SECONDS).join();
    }

    /** Starts it again, with what it has, on the same port. */
    public void restart() {
        try {
            process = launch();
            awaitAnswer();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The folder where npm has installed it, and the storage client. */
    static Path packages() {
        Requirement.onPath("node");
        Requirement.onPath("npm");
        Sources sources = Sources.of("storage");
        sources.prepare("package-lock.json", () -> new Program(List.of("npm", "ci", "--no-audit", "--no-fund"), sources.to(),
                Map.of()).run(TO_INSTALL));
        return sources.to();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Azurite ended with " + process.exitValue());
        }
        try (Socket socket = new Socket(HOST, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** What the hub is given as the account's endpoint. */
    String endpoint() {
        return "https://" + HOST + ":" + port + "/" + ACCOUNT;
    }

    Path caCertificate() {
        return caCertificate;
    }

    /** What an endpoint is given to write to it. */
    String connectionString() {
        return connectionString(KEY);
    }

    /** With another key. */
    String connectionString(String key) {
        return "AccountName=" + ACCOUNT + ";AccountKey=" + key + ";BlobEndpoint=" + endpoint() + ";";
    }

    /** By which a hub takes this account for its storage. */
    public Map<String, String> settings() {
        return Map.of("NAVE_FILES_STORE", "azure", "NAVE_FILES_CONTAINER", CONTAINER, "NAVE_FILES_AZURE_ACCOUNT", ACCOUNT,
                "NAVE_FILES_AZURE_KEY", KEY, "NAVE_FILES_AZURE_ENDPOINT", endpoint(), "NAVE_FILES_AZURE_CA_CERTIFICATE",
                caCertificate.toString());
    }

    /** A PEM file with the authority of its certificate after another one. */
    Path trustedBeside(Path other) {
        Path both = caCertificate.resolveSibling("trusted.pem");
        try {
            return Files.writeString(both, Files.readString(other) + Files.readString(caCertificate));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a script of {@code src/test/sdk/storage}, which finds the account and what else it is given in its environment. */
    void script(String name, Map<String, String> more) {
        Map<String, String> environment = new java.util.HashMap<>(more);
        environment.put("NODE_EXTRA_CA_CERTS", caCertificate.toString());
        environment.put("ENDPOINT", endpoint());
        environment.put("ACCOUNT", ACCOUNT);
        environment.put("ACCOUNT_KEY", KEY);
        environment.put("CONTAINER", CONTAINER);
        new Program(List.of("node", "--no-deprecation", name), packages, environment).run(TO_RUN);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(TO_STOP, TimeUnit.SECONDS).join();
    }
}
