package io.nave;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.nave.launcher.LocalAuthority;
import io.nave.launcher.LocalEngines;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * The embedded engines, a server certificate and free ports for tests against the running application: annotate them with
 * {@code @QuarkusTest @WithTestResource(TestEngines.class)}; all of them share one application. The built-in policies have
 * {@link #POLICY_KEY}.
 */
public final class TestEngines implements QuarkusTestResourceLifecycleManager {

    /** Both keys of every built-in policy. */
    public static final String POLICY_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final String ENCRYPTION_KEY = POLICY_KEY;
    private static final List<String> POLICIES = List.of("iothubowner", "service", "device", "registryRead",
            "registryReadWrite");

    private @Nullable LocalEngines engines;

    @Override
    public Map<String, String> start() {
        try {
            Path data = Files.createTempDirectory("nave-test");
            LocalEngines started = LocalEngines.start(data);
            engines = started;
            LocalAuthority.prepare(data.resolve("tls"), "127.0.0.1");
            Map<String, String> settings = settings(started, data.resolve("tls"));
            settings.put("nave.files.directory", data.resolve("files").toString());
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tests that take an engine away have a field of this type. */
    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(engines, new TestInjector.MatchesType(LocalEngines.class));
    }

    private static Map<String, String> settings(LocalEngines engines, Path tls) {
        Map<String, String> settings = new HashMap<>();
        settings.put("nave.database.url", engines.databaseUrl());
        settings.put("nave.database.user", engines.databaseUser());
        settings.put("nave.database.password", engines.databasePassword());
        settings.put("nave.redis.url", engines.redisUrl());
        settings.put("nave.tls.certificate", tls.resolve("server.pem").toString());
        settings.put("nave.tls.key", tls.resolve("server.key").toString());
        settings.put("nave.keys.encryption-key", ENCRYPTION_KEY);
        settings.put("nave.notification-poll", "1h"); // what a test stores, it hands over itself
        settings.put("nave.bind-address", "127.0.0.1");
        settings.put("nave.mqtt.port", freePort());
        settings.put("nave.amqp.port", freePort());
        settings.put("quarkus.http.test-ssl-port", "0");
        settings.put("nave.access.guard.enabled", "false"); // tests show wrong credentials all the time
        POLICIES.forEach(policy -> putKeys(settings, "nave.access.policies.\"" + policy + "\""));
        return settings;
    }

    private static void putKeys(Map<String, String> settings, String policy) {
        settings.put(policy + ".primary-key", POLICY_KEY);
        settings.put(policy + ".secondary-key", POLICY_KEY);
    }

    private static String freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (engines != null) {
            engines.close();
        }
    }
}
