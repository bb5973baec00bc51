package io.nave.hubprocess;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.awaitility.Awaitility;

import io.nave.launcher.LocalAuthority;
import io.nave.launcher.LocalEngines;

/**
 * The hub that was built, running as a process of its own on an address of its own, with real engines. It can be killed as
 * {@code kill -9} does and started again on the same data and address.
 *
 * <pre>
 *   DIRECTORY/engines   PostgreSQL and Redis
 *   DIRECTORY/tls       its certificates
 *   DIRECTORY/data      the files of devices
 *   DIRECTORY/hub.log   what it wrote
 * </pre>
 */
public final class HubProcess implements AutoCloseable {

    /** The policy that may do everything. */
    public static final String OWNER = "iothubowner";

    private static final String SERVICE = "service";
    private static final String EVENT_HUB = "nave";
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final Duration TIME_TO_START = Duration.ofSeconds(180);
    private static final int LAST_LINES = 60;

    private final Path directory;
    private final HubAddress address = HubAddress.free();
    private final String name;
    private final Path files;
    private final Map<String, String> more;
    private final Map<String, String> keys;
    private final LocalAuthority authority;
    private final LocalEngines engines;
    private final boolean ownsEngines;
    private volatile Process process;

    private HubProcess(Path directory, Map<String, String> more) throws IOException {
        this.directory = directory;
        this.name = address.host();
        this.files = directory.resolve("data").resolve("files");
        this.more = Map.copyOf(more);
        this.keys = Map.of(OWNER, key(1), SERVICE, key(2));
        this.authority = LocalAuthority.prepare(Files.createDirectories(directory.resolve("tls")), address.host());
        this.engines = LocalEngines.start(directory.resolve("engines"));
        this.ownsEngines = true;
        this.process = launch();
    }

    private HubProcess(Path directory, HubProcess first) throws IOException {
        this.directory = directory;
        this.name = first.name;
        this.files = first.files;
        this.more = first.more;
        this.keys = first.keys;
        this.authority = LocalAuthority.prepare(Files.createDirectories(directory.resolve("tls")), address.host());
        this.engines = first.engines;
        this.ownsEngines = false;
        this.process = launch();
    }

    /**
     * Starts another replica of the same hub, under its name and on its engines, and waits until it is ready. It listens on an
     * address of its own, for which it has a certificate of its own.
     */
    public HubProcess startReplica(Path replicaDirectory) {
        try {
            HubProcess replica = new HubProcess(replicaDirectory, this);
            Runtime.getRuntime().addShutdownHook(new Thread(replica::kill9));
            replica.awaitReady();
            return replica;
        } catch (IOException e) {
            throw new IllegalStateException("A replica cannot be started in " + replicaDirectory, e);
        }
    }

    /** Starts engines and hub in that directory and waits until the hub is ready. */
    public static HubProcess start(Path directory) {
        return start(directory, Map.of());
    }

    /** With more settings, as environment variables. */
    public static HubProcess start(Path directory, Map<String, String> more) {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is missing: build it with ./mvnw package -DskipTests");
        }
        try {
            Files.createDirectories(directory);
            HubProcess hub = new HubProcess(directory, more);
            Runtime.getRuntime().addShutdownHook(new Thread(hub::kill9));
            hub.awaitReady();
            return hub;
        } catch (IOException e) {
            throw new IllegalStateException("The hub cannot be started in " + directory, e);
        }
    }

    /** Ends the hub at once, in the middle of whatever it does; the engines stay. */
    public void kill9() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts the hub again after {@link #kill9()} and waits until it is ready. */
    public void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("The hub still runs");
        }
        try {
            process = launch();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        awaitReady();
    }

    @Override
    public void close() {
        kill9();
        if (ownsEngines) {
            engines.close();
        }
    }

    public String host() {
        return address.host();
    }

    public int mqttPort() {
        return address.mqtt();
    }

    /** The host of the listeners without TLS. */
    public String plainHost() {
        return HubAddress.PLAIN_HOST;
    }

    public int plainMqttPort() {
        return address.plainMqtt();
    }

    public int amqpPort() {
        return address.amqp();
    }

    public int httpsPort() {
        return address.https();
    }

    /** Whether REST answers on 443, the only port that the Node and Java service SDKs know. */
    public boolean hasStandardHttps() {
        return address.hasStandardHttps();
    }

    public String ownerKey() {
        return keys.get(OWNER);
    }

    /** The certificate that clients trust, PEM. */
    public Path caCertificate() {
        return authority.caCertificate();
    }

    public LocalEngines engines() {
        return engines;
    }

    public HubRegistry registry() {
        return new HubRegistry(this);
    }

    /** Another one after each {@link #restart()}. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What service SDKs take. */
    public String ownerConnectionString() {
        return "HostName=" + host() + ";SharedAccessKeyName=" + OWNER + ";SharedAccessKey=" + ownerKey();
    }

    /** What Event Hubs clients take (service-protocols §3.1). */
    public String eventHubConnectionString() {
        return "Endpoint=sb://" + host() + "/;SharedAccessKeyName=" + SERVICE + ";SharedAccessKey=" + keys.get(SERVICE)
                + ";EntityPath=" + EVENT_HUB;
    }

    /** What Event Hubs clients take to read without TLS (service-protocols §9). */
    public String emulatorConnectionString() {
        return eventHubConnectionString().replace("sb://" + host(), "sb://" + plainHost() + ":" + address.plainAmqp())
                + ";UseDevelopmentEmulator=true";
    }

    /** The end of what the hub wrote, for the message of a failed test. */
    public String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Where the files of devices lie, of all replicas. */
    public Path files() {
        return files;
    }

    /** What it wrote. */
    public Path log() {
        return directory.resolve("hub.log");
    }

    /** 32 bytes, other ones for each policy; they guard nothing but this test's hub. */
    private static String key(int seed) {
        byte[] bytes = new byte[32];
        new java.util.Random(seed + System.nanoTime()).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("NAVE_HOST_NAME", name);
        settings.put("NAVE_EVENT_HUB_NAME", EVENT_HUB);
        settings.put("NAVE_BIND_ADDRESS", address.host());
        settings.put("NAVE_MQTT_PORT", String.valueOf(address.mqtt()));
        settings.put("NAVE_MQTT_PLAIN_PORT", String.valueOf(address.plainMqtt()));
        settings.put("NAVE_AMQP_PORT", String.valueOf(address.amqp()));
        settings.put("NAVE_AMQP_PLAIN_PORT", String.valueOf(address.plainAmqp()));
        settings.put("QUARKUS_HTTP_SSL_PORT", String.valueOf(address.https()));
        settings.put("NAVE_TLS_CERTIFICATE", authority.serverCertificate().toString());
        settings.put("NAVE_TLS_KEY", authority.serverKey().toString());
        settings.put("NAVE_KEYS_ENCRYPTION_KEY", Base64.getEncoder().encodeToString(new byte[32]));
        settings.put("NAVE_DATABASE_URL", engines.databaseUrl());
        settings.put("NAVE_DATABASE_USER", engines.databaseUser());
        settings.put("NAVE_DATABASE_PASSWORD", engines.databasePassword());
        settings.put("NAVE_REDIS_URL", engines.redisUrl());
        settings.put("NAVE_ACCESS_GUARD_ENABLED", "false"); // tests show wrong credentials all the time
        settings.put("NAVE_FILES_DIRECTORY", files.toString());
        keys.forEach((policy, key) -> settings.put("NAVE_ACCESS_POLICIES__" + policy.toUpperCase(Locale.ROOT) + "__PRIMARY_KEY",
                key));
        settings.putAll(more);
        return settings;
    }

    private Process launch() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-Xmx512m", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-jar", JAR.toString()).directory(directory.toFile())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("NAVE_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(settings());
        return builder.start();
    }

    private void awaitReady() {
        HttpClient client = HttpClient.newBuilder().sslContext(TrustedAuthority.of(caCertificate()).sslContext()).build();
        Readiness readiness = new Readiness(client, host(), httpsPort());
        try {
            Awaitility.await().atMost(TIME_TO_START).pollInterval(Duration.ofMillis(100))
                    .until(() -> !process.isAlive() || readiness.isReady());
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new IllegalStateException("The hub is not ready after " + TIME_TO_START + ": " + readiness.lastAnswer()
                    + "\n" + lastWords(), e);
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("The hub ended with " + process.exitValue() + "\n" + lastWords());
        }
    }
}
