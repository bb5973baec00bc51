package io.nave.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What the launcher needs to know before the hub can: from the command line, else from the environment, else from
 * {@code config/application.properties}, else a default. The hub reads the last two itself, with the same rules of Quarkus.
 */
record LaunchSettings(UpOptions options, Map<String, String> environment, Properties file) {

    private static final String LOOPBACK = "127.0.0.1";

    static LaunchSettings load(Path home, UpOptions options, Map<String, String> environment) {
        Path path = home.resolve("config/application.properties");
        Properties file = new Properties();
        if (Files.exists(path)) {
            try (Reader reader = Files.newBufferedReader(path)) {
                file.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new LaunchFailure(path + " cannot be read: " + e.getMessage(), e);
            }
        }
        return new LaunchSettings(options, environment, file);
    }

    /** A setting given by environment or file. */
    Optional<String> given(String key) {
        String variable = key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        return Optional.ofNullable(environment.get(variable)).or(() -> Optional.ofNullable(environment.get(key)))
                .or(() -> Optional.ofNullable(file.getProperty("%prod." + key)))
                .or(() -> Optional.ofNullable(file.getProperty(key)))
                .map(String::strip).filter(value -> !value.isEmpty());
    }

    String hostName() {
        String name = options.value(UpOptions.HOST).or(() -> given("nave.host-name")).orElse(LOOPBACK);
        if (!name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
            throw new LaunchFailure(
                    "\"" + name + "\" is no host name. --host takes a name such as hub.example.org, or an IPv4 address, "
                            + "without a port.");
        }
        return name;
    }

    /** Loopback, as long as the host name does not say that others shall reach the hub. */
    String bindAddress() {
        String host = hostName();
        String fitting = host.startsWith("127.") ? host : host.equals("localhost") ? LOOPBACK : "0.0.0.0";
        return options.value(UpOptions.BIND).or(() -> given("nave.bind-address")).orElse(fitting);
    }

    String eventHubName() {
        return given("nave.event-hub-name").orElse("nave");
    }

    int mqttPort() {
        return port(UpOptions.MQTT_PORT, "nave.mqtt.port", 8883);
    }

    int amqpPort() {
        return port(UpOptions.AMQP_PORT, "nave.amqp.port", 5671);
    }

    int httpsPort() {
        return port(UpOptions.HTTPS_PORT, "quarkus.http.ssl-port", 443);
    }

    /** The port for AMQP without TLS, 0 for none. */
    int plainAmqpPort() {
        return given("nave.amqp.plain-port").map(text -> number("nave.amqp.plain-port", text)).filter(port -> port != 0)
                .orElse(options.emulator() ? 5672 : 0);
    }

    private int port(String option, String key, int otherwise) {
        return options.value(option).map(text -> number(option, text)).or(() -> given(key).map(text -> number(key, text)))
                .orElse(otherwise);
    }

    private static int number(String name, String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
            throw new LaunchFailure(name + " must be a port number from 1 to 65535, and \"" + text + "\" is none.");
        }
        return Integer.parseInt(text);
    }

    /** Which engines to start, and which are given. */
    LocalEngines.Settings engines(Path data) {
        Optional<LocalEngines.Database> database = given("nave.database.url").map(url -> new LocalEngines.Database(url,
                given("nave.database.user").orElse(PostgresServer.USER), given("nave.database.password").orElse("")));
        return new LocalEngines.Settings(data, database, given("nave.redis.url"), 0, 0, true);
    }

    /** The key of a shared access policy, if it is given from outside. */
    Optional<String> policyKey(String policy) {
        return given("nave.access.policies.\"" + policy + "\".primary-key").or(() -> given("nave.access.policies." + policy
                + ".primary-key"));
    }
}
