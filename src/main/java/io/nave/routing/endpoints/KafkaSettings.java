package io.nave.routing.endpoints;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * A topic of Kafka. {@code bootstrapServers} are {@code host:port}. The hub logs in by the mechanism when there is a login.
 * {@code trustedCertificates} is PEM. Fails with ARGUMENT_INVALID.
 */
public record KafkaSettings(List<String> bootstrapServers, String topic, boolean tls, Mechanism mechanism,
        Optional<ServerLogin> login, Optional<String> trustedCertificates) implements EndpointSettings {

    private static final int MAX_TOPIC = 249;

    /** How Kafka checks a password. */
    public enum Mechanism {
        PLAIN("PLAIN"),
        SCRAM_SHA_256("SCRAM-SHA-256"),
        SCRAM_SHA_512("SCRAM-SHA-512");

        private final String wireName;

        Mechanism(String wireName) {
            this.wireName = wireName;
        }

        /** The name that SASL has for it. */
        public String wireName() {
            return wireName;
        }

        /** In any case. Fails with ARGUMENT_INVALID. */
        public static Mechanism parse(String name) {
            for (Mechanism each : values()) {
                if (each.wireName.equals(name.toUpperCase(Locale.ROOT))) {
                    return each;
                }
            }
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "The mechanism is PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
        }
    }

    public KafkaSettings {
        bootstrapServers = List.copyOf(bootstrapServers);
        if (bootstrapServers.isEmpty() || !bootstrapServers.stream().allMatch(server -> server.matches("[^\\s:/]+:\\d{1,5}"))) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "A Kafka endpoint names bootstrapServers as host:port");
        }
        if (!RoutingName.isName(topic) || topic.length() > MAX_TOPIC) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "A topic has a name of 1 to " + MAX_TOPIC + " letters, digits, '.', '_' and '-'");
        }
    }

    @Override
    public EndpointKind kind() {
        return EndpointKind.KAFKA_TOPICS;
    }
}
