package io.nave.endpoint.kafka;

import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

import io.nave.endpoint.ServerTrust;
import io.nave.routing.endpoints.KafkaSettings;
import io.nave.routing.endpoints.ServerLogin;

/**
 * How the producer of an endpoint is set up. A record is durable when all replicas in sync have it, is never doubled by the
 * producer's own retries, and has failed after 15 s at the latest.
 */
final class KafkaProperties {

    private static final int DELIVERY_MILLIS = 15_000;
    private static final int REQUEST_MILLIS = 10_000;
    private static final int BLOCK_MILLIS = 5_000;
    private static final int RECONNECT_MILLIS = 1_000;
    private static final int IN_FLIGHT = 5;
    private static final int BATCH_BYTES = 32 * 1024;
    private static final long BUFFER_BYTES = 32L * 1024 * 1024;
    private static final int LINGER_MILLIS = 1;

    private KafkaProperties() {
    }

    /** Fails with ARGUMENT_INVALID when the trusted certificates cannot be read. The values hold secrets. */
    static Map<String, Object> of(String name, KafkaSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "nave-" + name);
        properties.put(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        putDurability(properties);
        putLimits(properties);
        putSecurity(properties, settings);
        return Map.copyOf(properties);
    }

    private static void putDurability(Map<String, Object> properties) {
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, IN_FLIGHT);
    }

    private static void putLimits(Map<String, Object> properties) {
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        properties.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, BLOCK_MILLIS);
        properties.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, BLOCK_MILLIS);
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    }

    private static void putSecurity(Map<String, Object> properties, KafkaSettings settings) {
        String layer = settings.tls() ? "SSL" : "PLAINTEXT";
        properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                settings.login().isPresent() ? "SASL_" + layer : layer);
        settings.login().ifPresent(login -> putLogin(properties, settings.mechanism(), login));
        if (settings.tls()) {
            settings.trustedCertificates().ifPresent(pem -> putTrust(properties, ServerTrust.with(pem)));
        }
    }

    private static void putLogin(Map<String, Object> properties, KafkaSettings.Mechanism mechanism, ServerLogin login) {
        Class<?> module = mechanism == KafkaSettings.Mechanism.PLAIN ? PlainLoginModule.class : ScramLoginModule.class;
        properties.put(SaslConfigs.SASL_MECHANISM, mechanism.wireName());
        properties.put(SaslConfigs.SASL_JAAS_CONFIG, new Password(module.getName() + " required username="
                + quoted(login.user()) + " password=" + quoted(login.password().reveal()) + ";"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static void putTrust(Map<String, Object> properties, ServerTrust trust) {
        properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
        properties.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, new Password(trust.pem()));
    }
}
