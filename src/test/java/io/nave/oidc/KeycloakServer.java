package io.nave.oidc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;

/**
 * A real Keycloak on loopback, one for all tests of this JVM: started by the first that asks, from the distribution that the
 * build
 * unpacks to {@code target/programs}, with an empty database in memory and two realms: {@code nave} is the sample for operators
 * in
 * {@code docs/keycloak}, {@code nave-tests} has a client for each case. It ends with the JVM, however that ends.
 */
public final class KeycloakServer {

    /** The secret of {@code nave-backend} in the sample realm. */
    public static final String BACKEND_SECRET = "only-in-tests";

    private static final Path PROGRAMS = Path.of("target", "programs").toAbsolutePath();
    private static final Duration TIME_TO_START = Duration.ofMinutes(10);
    /** Where other class loaders of this JVM look whether it runs. */
    private static final String PORT = "keycloak.of.this.jvm";
    /** Ends Keycloak when the pipe closes whose other end only this JVM holds. */
    private static final String GUARD = "\"$0\" \"$@\" & pid=$!; cat >/dev/null; kill $pid; wait $pid";

    private KeycloakServer() {
    }

    /** Its port on 127.0.0.1; returns when the realms are there. */
    public static int port() {
        synchronized (System.getProperties()) {
            String running = System.getProperty(PORT);
            if (running == null) {
                running = String.valueOf(start());
                System.setProperty(PORT, running);
            }
            return Integer.parseInt(running);
        }
    }

    private static int start() {
        try {
            Path home = home();
            Path realms = Files.createDirectories(home.resolve("data/import"));
            place(Path.of("docs/keycloak/nave-realm.json"), realms.resolve("nave.json"));
            place(Path.of("src/test/resources/keycloak/nave-realm.json"), realms.resolve("nave-tests.json"));
            int port = freePort();
            awaitReady(launch(home, port), port);
            return port;
        } catch (IOException e) {
            throw new IllegalStateException("Keycloak cannot be started", e);
        }
    }

    private static Path home() throws IOException {
        try (var folders = Files.newDirectoryStream(PROGRAMS, "keycloak-*")) {
            for (Path folder : folders) {
                return folder;
            }
        }
        throw new IllegalStateException("There is no Keycloak in " + PROGRAMS + ": ./mvnw pre-integration-test unpacks it");
    }

    private static void place(Path realm, Path target) throws IOException {
        Files.copy(realm, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Process launch(Path home, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-c", GUARD, home.resolve("bin/kc.sh").toString(),
                "start-dev", "--import-realm", "--db=dev-mem", "--cache=local", "--http-host=127.0.0.1",
                "--http-port=" + port)).redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m");
        builder.environment().put("NAVE_BACKEND_SECRET", BACKEND_SECRET);
        return builder.start();
    }

    private static Path log() {
        return PROGRAMS.resolve("keycloak.log");
    }

    private static void awaitReady(Process process, int port) throws IOException {
        Awaitility.await().atMost(TIME_TO_START).pollInterval(Duration.ofMillis(200))
                .until(() -> !process.isAlive() || answers(port));
        if (!process.isAlive()) {
            throw new IllegalStateException("Keycloak ended with " + process.exitValue() + "\n" + Files.readString(log()));
        }
    }

    private static boolean answers(int port) throws InterruptedException {
        URI realm = URI.create("http://127.0.0.1:" + port + "/realms/nave-tests");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(realm).build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
