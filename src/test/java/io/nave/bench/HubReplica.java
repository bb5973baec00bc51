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

import io.nave.launcher.LocalAuthority;
import io.nave.launcher.LocalEngines;

/** One process of the hub that is measured, and where it listens. */
final class HubReplica implements AutoCloseable {

    static final String HOST = "127.0.0.1";
    /** The primary key of the policies that the benchmark uses; the hub is nobody else's. */
    static final String POLICY_KEY = randomKey();

    private static final String ENCRYPTION_KEY = randomKey();
    private static final Duration TIME_TO_START = Duration.ofSeconds(90);

    private final Site site;
    private final ServerProcess process;
    private final Listeners listeners;

    /** What replicas have in common. */
    record Site(Path jar, LocalEngines engines, LocalAuthority authority) {
    }

    private record Listeners(int https, int mqtt, int plainMqtt, int amqp, int plainAmqp) {
        static Listeners onFreePorts() {
            return new Listeners(FreePort.pick(), FreePort.pick(), FreePort.pick(), FreePort.pick(),
                    FreePort.pick());
        }
    }

    private HubReplica(Site site, ServerProcess process, Listeners listeners) {
        this.site = site;
        this.process = process;
        this.listeners = listeners;
    }

    /** Starts it and waits until it is ready. */
    static HubReplica start(Site site, Path log) {
        if (!Files.exists(site.jar())) {
            throw new BenchFailure(site.jar() + " is missing. ./nave bench builds it; --hub-jar names another one.");
        }
        Listeners listeners = Listeners.onFreePorts();
        ServerProcess process = ServerProcess.start("The hub", command(site.jar()), settings(site, listeners), log);
        HubReplica replica = new HubReplica(site, process, listeners);
        try (HubRest rest = replica.rest()) {
            process.await(rest::ready, TIME_TO_START);
            return replica;
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

    private static Map<String, String> settings(Site site, Listeners listeners) {
        LocalEngines engines = site.engines();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("NAVE_HOST_NAME", HOST);
        settings.put("NAVE_BIND_ADDRESS", HOST);
        settings.put("QUARKUS_HTTP_SSL_PORT", Integer.toString(listeners.https()));
        settings.put("NAVE_MQTT_PORT", Integer.toString(listeners.mqtt()));
        settings.put("NAVE_MQTT_PLAIN_PORT", Integer.toString(listeners.plainMqtt()));
        settings.put("NAVE_AMQP_PORT", Integer.toString(listeners.amqp()));
        settings.put("NAVE_AMQP_PLAIN_PORT", Integer.toString(listeners.plainAmqp()));
        settings.put("NAVE_TLS_CERTIFICATE", site.authority().serverCertificate().toString());
        settings.put("NAVE_TLS_KEY", site.authority().serverKey().toString());
        settings.put("NAVE_KEYS_ENCRYPTION_KEY", ENCRYPTION_KEY);
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

    HubRest rest() {
        return new HubRest(HOST, listeners.https(), site.authority().caCertificate());
    }

    Orders.Address https() {
        return new Orders.Address(HOST, listeners.https(), Transport.TLS);
    }

    Orders.Address amqp(Transport transport) {
        return new Orders.Address(HOST, transport == Transport.PLAIN ? listeners.plainAmqp() : listeners.amqp(), transport);
    }

    Orders.Address mqtt(Transport transport) {
        return new Orders.Address(HOST, transport == Transport.PLAIN ? listeners.plainMqtt() : listeners.mqtt(), transport);
    }

    long pid() {
        return process.pid();
    }

    String lastWords() {
        return process.lastWords();
    }

    @Override
    public void close() {
        process.close();
    }
}
