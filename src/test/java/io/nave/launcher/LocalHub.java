package io.nave.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The surroundings of a hub on this machine: checked ports, engines, certificates, and the settings that name them. */
record LocalHub(LaunchSettings settings, Listeners listeners, DataDirectory data, LocalEngines engines, Path caCertificate,
        Map<String, String> environment) {

    /** Prepares everything but the hub; what is started is stopped with the launch. */
    static LocalHub prepare(Launch launch, UpOptions options) {
        LaunchSettings settings = LaunchSettings.load(launch.home(), options, System.getenv());
        DataDirectory data = DataDirectory.open(options.data(launch.home()));
        HubProcess.stopLeftover(data); // it may still hold the ports
        Listeners listeners = Listeners.choose(settings);
        Map<String, String> environment = new LinkedHashMap<>(listeners.environment());
        Path caCertificate = certificates(settings, launch.home(), data, environment);
        LocalEngines.Settings engineSettings = settings.engines(data.path());
        launch.say(announcement(engineSettings));
        LocalEngines engines = LocalEngines.start(engineSettings, data);
        launch.started(engines::close);
        environment.put("NAVE_DATABASE_URL", engines.databaseUrl());
        environment.put("NAVE_DATABASE_USER", engines.databaseUser());
        if (!engines.databasePassword().isEmpty()) {
            environment.put("NAVE_DATABASE_PASSWORD", engines.databasePassword());
        }
        environment.put("NAVE_REDIS_URL", engines.redisUrl());
        environment.put("NAVE_KEYS_ENCRYPTION_KEY_FILE", encryption(settings, data).encryptionKeyFile());
        environment.put("NAVE_FILES_DIRECTORY",
                settings.given("nave.files.directory").orElse(data.path().resolve("files").toString()));
        return new LocalHub(settings, listeners, data, engines, caCertificate, environment);
    }

    private static KeyEncryptionSettings encryption(LaunchSettings settings, DataDirectory data) {
        return KeyEncryptionSettings.of(settings, data.resolve("keys").getParent());
    }

    private static String announcement(LocalEngines.Settings engines) {
        if (engines.database().isPresent() && engines.redisUrl().isPresent()) {
            return "Using the PostgreSQL and the Redis given …";
        }
        String embedded = engines.database().isPresent() ? "Redis"
                : engines.redisUrl().isPresent() ? "PostgreSQL" : "PostgreSQL and Redis";
        return "Starting " + embedded + " under " + engines.data() + " …";
    }

    /** Adds the server certificate to the settings; answers the file that clients must trust. */
    private static Path certificates(LaunchSettings settings, Path home, DataDirectory data, Map<String, String> environment) {
        var given = settings.given("nave.tls.certificate");
        if (given.isPresent() != settings.given("nave.tls.key").isPresent()) {
            throw new LaunchFailure(
                    "A certificate of your own needs both nave.tls.certificate and nave.tls.key; one of them is missing.");
        }
        if (given.isPresent()) {
            environment.put("NAVE_TLS_CERTIFICATE", readable(home, given.get()).toString());
            environment.put("NAVE_TLS_KEY", readable(home, settings.given("nave.tls.key").orElseThrow()).toString());
            return readable(home, given.get());
        }
        LocalAuthority authority = LocalAuthority.prepare(data.resolve("tls"), settings.hostName());
        environment.put("NAVE_TLS_CERTIFICATE", authority.serverCertificate().toString());
        environment.put("NAVE_TLS_KEY", authority.serverKey().toString());
        return authority.caCertificate();
    }

    /** Relative names mean the folder of the script, where the hub runs. */
    private static Path readable(Path home, String name) {
        Path file = home.resolve(name);
        if (!Files.isReadable(file)) {
            throw new LaunchFailure("The file " + name + ", given for TLS, cannot be read.");
        }
        return file;
    }

    Readiness readiness() {
        return new Readiness(listeners.reachableAddress(), listeners.httpsPort(),
                Path.of(environment.get("NAVE_TLS_CERTIFICATE")));
    }

    Greeting greeting() {
        PolicyKeys keys = new PolicyKeys(settings, engines, encryption(settings, data));
        return new Greeting(listeners, settings.eventHubName(), caCertificate, data.resolve("nave.log"),
                keys.primaryKey("iothubowner"),
                keys.primaryKey("service"));
    }
}
