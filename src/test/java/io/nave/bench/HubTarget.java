package io.nave.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import io.nave.launcher.LocalAuthority;
import io.nave.launcher.LocalEngines;

/** The hub with an embedded PostgreSQL and Redis, all of them durable as {@code ./nave up} starts them. */
final class HubTarget implements Target {

    static final String PART = "hub";
    static final String POSTGRES = "PostgreSQL";
    static final String REDIS = "Redis";
    static final String DEVICE_PREFIX = "bench-";

    private static final String HOST = "127.0.0.1";
    /** The primary key of the policies that the benchmark uses; the hub is nobody else's. */
    static final String POLICY_KEY = randomKey();
    private static final Duration TIME_TO_START = Duration.ofSeconds(90);

    private final LocalEngines engines;
    private final ServerProcess process;
    private final Listeners listeners;
    private final LocalAuthority authority;
    private final StoredMessages storedMessages;

    private HubTarget(LocalEngines engines, ServerProcess process, Listeners listeners, LocalAuthority authority) {
        this.engines = engines;
        this.process = process;
        this.listeners = listeners;
        this.authority = authority;
        this.storedMessages = new StoredMessages(engines);
    }

    private record Listeners(int https, int mqtt, int plainMqtt, int amqp) {
        static Listeners onFreePorts() {
            return new Listeners(FreePort.pick(), FreePort.pick(), FreePort.pick(), FreePort.pick());
        }
    }

    /** Starts engines and hub, and creates that many devices. */
    static HubTarget start(Path jar, Path data, LocalAuthority authority, int devices) {
        if (!Files.exists(jar)) {
            throw new BenchFailure(jar + " is missing. ./nave bench builds it; --hub-jar names another one.");
        }
        LocalEngines engines = LocalEngines.start(data.resolve("engines"));
        try {
            Listeners listeners = Listeners.onFreePorts();
            ServerProcess process = ServerProcess.start("The hub", command(jar), settings(engines, listeners, authority),
                    data.resolve("hub.log"));
            HubTarget target = new HubTarget(engines, process, listeners, authority);
            target.prepare(devices);
            return target;
        } catch (RuntimeException e) {
            engines.close();
            throw e;
        }
    }

    private void prepare(int devices) {
        try (HubRest rest = new HubRest(HOST, listeners.https(), authority.caCertificate())) {
            process.await(rest::ready, TIME_TO_START);
            rest.createDevices(devices, DEVICE_PREFIX);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** The same as the launcher's, so that what is measured is what is shipped. */
    private static List<String> command(Path jar) {
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+ExitOnOutOfMemoryError"));
        String options = System.getenv().getOrDefault("JAVA_OPTS", "").strip();
        if (!options.isEmpty()) {
            words.addAll(List.of(options.split("\\s+")));
        }
        words.addAll(List.of("-jar", jar.toString()));
        return words;
    }

    private static Map<String, String> settings(LocalEngines engines, Listeners listeners, LocalAuthority authority) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("NAVE_HOST_NAME", HOST);
        settings.put("NAVE_BIND_ADDRESS", HOST);
        settings.put("QUARKUS_HTTP_SSL_PORT", Integer.toString(listeners.https()));
        settings.put("NAVE_MQTT_PORT", Integer.toString(listeners.mqtt()));
        settings.put("NAVE_MQTT_PLAIN_PORT", Integer.toString(listeners.plainMqtt()));
        settings.put("NAVE_AMQP_PORT", Integer.toString(listeners.amqp()));
        settings.put("NAVE_TLS_CERTIFICATE", authority.serverCertificate().toString());
        settings.put("NAVE_TLS_KEY", authority.serverKey().toString());
        settings.put("NAVE_KEYS_ENCRYPTION_KEY", randomKey());
        settings.put("NAVE_ACCESS_POLICIES__DEVICE__PRIMARY_KEY", POLICY_KEY);
        settings.put("NAVE_ACCESS_POLICIES__IOTHUBOWNER__PRIMARY_KEY", POLICY_KEY);
        settings.put("NAVE_DATABASE_URL", engines.databaseUrl());
        settings.put("NAVE_DATABASE_USER", engines.databaseUser());
        settings.put("NAVE_DATABASE_PASSWORD", engines.databasePassword());
        settings.put("NAVE_REDIS_URL", engines.redisUrl());
        return settings;
    }

    private static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** The HTTPS side. */
    HubRest rest() {
        return new HubRest(HOST, listeners.https(), authority.caCertificate());
    }

    /** How the load generator plays that many back ends. */
    Orders.Rest backEnds(int connections) {
        return new Orders.Rest(new Orders.Address(HOST, listeners.https(), Transport.TLS),
                SharedAccessToken.of(HOST, "iothubowner", POLICY_KEY), connections);
    }

    StoredMessages database() {
        return storedMessages;
    }

    @Override
    public String name() {
        return "Nave";
    }

    @Override
    public String promise() {
        return "acknowledges what is committed and on the disk";
    }

    @Override
    public Orders.Address address(Transport transport) {
        return new Orders.Address(HOST, transport == Transport.PLAIN ? listeners.plainMqtt() : listeners.mqtt(), transport);
    }

    @Override
    public String caCertificate() {
        return authority.caCertificate().toString();
    }

    /** All devices share one token of the policy {@code device} (device-protocols §4.2). */
    @Override
    public Orders.Login login() {
        return new Orders.Login(DEVICE_PREFIX, HOST + "/{id}/?api-version=2021-04-12",
                SharedAccessToken.of(HOST, "device", POLICY_KEY));
    }

    @Override
    public Map<String, List<Long>> pids() {
        Map<String, List<Long>> pids = new LinkedHashMap<>();
        pids.put(PART, List.of(process.pid()));
        pids.put(POSTGRES, engines.postgresPids().stream().limit(1).toList());
        pids.put(REDIS, List.of(engines.redisPid()));
        return pids;
    }

    @Override
    public OptionalLong stored() {
        return OptionalLong.of(storedMessages.count());
    }

    @Override
    public String lastWords() {
        return process.lastWords();
    }

    /** The versions of the engines, for the report. */
    String engineVersions() {
        return storedMessages.version() + ", Redis " + RedisVersion.of(engines.redisUrl());
    }

    @Override
    public void close() {
        process.close();
        engines.close();
    }
}
