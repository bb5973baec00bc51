package io.nave.routing.endpoints;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.json.StrictObject;

import static io.nave.routing.endpoints.EndpointFields.AUTHENTICATION;
import static io.nave.routing.endpoints.EndpointFields.CERTIFICATES;
import static io.nave.routing.endpoints.EndpointFields.CONNECTION_STRING;
import static io.nave.routing.endpoints.EndpointFields.ID;
import static io.nave.routing.endpoints.EndpointFields.NAME;
import static io.nave.routing.endpoints.EndpointFields.PASSWORD;
import static io.nave.routing.endpoints.EndpointFields.TIME_TO_LIVE;
import static io.nave.routing.endpoints.EndpointFields.URL;
import static io.nave.routing.endpoints.EndpointFields.USER;
import static io.nave.routing.endpoints.EndpointFields.invalid;

/**
 * Custom endpoints as JSON, in the resource shape of Azure for the kinds that it has (semantics §1.1, §1.3), and in the same
 * manner
 * for ours. All have a name and may have {@code ttlAsIso8601}; {@code id} is told and not taken.
 *
 * <pre>
 * amqpAddresses       {"name":"a","url":"amqps://broker:5671","address":"orders","username":"u","password":"…","trustedCertificates":"PEM"}
 * kafkaTopics         {"name":"k","bootstrapServers":"k1:9092,k2:9092","topic":"t","securityProtocol":"SASL_SSL","saslMechanism":"PLAIN",…}
 * webhooks            {"name":"w","url":"https://host/path","secret":"…","maxEvents":100,"trustedCertificates":"PEM"}
 * storageContainers   {"name":"s","containerName":"c","encoding":"json","fileNameFormat":"…","batchFrequencyInSeconds":300,…}
 * eventHubs, serviceBusQueues, serviceBusTopics     {"name":"e","connectionString":"Endpoint=sb://…"}
 * </pre>
 */
public final class EndpointJson {

    private static final String ADDRESS = "address";
    private static final String SERVERS = "bootstrapServers";
    private static final String TOPIC = "topic";
    private static final String PROTOCOL = "securityProtocol";
    private static final String MECHANISM = "saslMechanism";
    private static final String SECRET = "secret";
    private static final String MAX_EVENTS = "maxEvents";
    private static final String CONTAINER = "containerName";
    private static final String FILE_NAME = "fileNameFormat";
    private static final String BATCH_SECONDS = "batchFrequencyInSeconds";
    private static final String MAX_BYTES = "maxChunkSizeInBytes";
    private static final String ENCODING = "encoding";
    private static final int AMQP_PORT = 5672;
    private static final int AMQPS_PORT = 5671;

    private EndpointJson() {
    }

    /** One endpoint of a kind; fails with ARGUMENT_INVALID. The number is taken from where the hub itself wrote it. */
    public static CustomEndpoint read(EndpointKind kind, JsonNode json, SecretForm secrets) {
        int id = json.path(ID).asInt(CustomEndpoint.NEW);
        StrictObject fields = new StrictObject("an entry of " + kind.wireName(), json,
                Stream.concat(Stream.of(NAME, ID, TIME_TO_LIVE), fieldsOf(kind)).toList());
        return new CustomEndpoint(id, fields.text(NAME), EndpointFields.timeToLive(fields),
                settings(kind, fields, secrets, place(id)));
    }

    private static String place(int id) {
        return "endpoint " + id;
    }

    private static Stream<String> fieldsOf(EndpointKind kind) {
        return switch (kind) {
            case AMQP_ADDRESSES -> Stream.of(URL, ADDRESS, USER, PASSWORD, CERTIFICATES);
            case KAFKA_TOPICS -> Stream.of(SERVERS, TOPIC, PROTOCOL, MECHANISM, USER, PASSWORD, CERTIFICATES);
            case WEBHOOKS -> Stream.of(URL, SECRET, MAX_EVENTS, CERTIFICATES);
            case STORAGE_CONTAINERS -> Stream.of(CONNECTION_STRING, CONTAINER, FILE_NAME, BATCH_SECONDS, MAX_BYTES, ENCODING,
                    AUTHENTICATION, "subscriptionId", "resourceGroup");
            case EVENT_HUBS, SERVICE_BUS_QUEUES, SERVICE_BUS_TOPICS -> Stream.of(CONNECTION_STRING, CERTIFICATES,
                    AUTHENTICATION, "subscriptionId", "resourceGroup");
        };
    }

    private static EndpointSettings settings(EndpointKind kind, StrictObject json, SecretForm secrets, String place) {
        return switch (kind) {
            case AMQP_ADDRESSES -> amqp(json, secrets, place);
            case KAFKA_TOPICS -> kafka(json, secrets, place);
            case WEBHOOKS -> webhook(json, secrets, place);
            case STORAGE_CONTAINERS -> storage(json, secrets, place);
            case EVENT_HUBS, SERVICE_BUS_QUEUES, SERVICE_BUS_TOPICS -> entity(kind, json, secrets, place);
        };
    }

    private static AmqpSettings amqp(StrictObject json, SecretForm secrets, String place) {
        URI url = EndpointFields.url(json);
        boolean tls = "amqps".equalsIgnoreCase(url.getScheme());
        if (!tls && !"amqp".equalsIgnoreCase(url.getScheme()) || url.getHost() == null || url.getUserInfo() != null) {
            throw invalid("The url of an AMQP endpoint is amqps://host:port or amqp://host:port");
        }
        int port = url.getPort() < 0 ? tls ? AMQPS_PORT : AMQP_PORT : url.getPort();
        return new AmqpSettings(EndpointKind.AMQP_ADDRESSES, url.getHost(), port, tls, json.text(ADDRESS),
                EndpointFields.login(json, secrets, place), EndpointFields.certificates(json));
    }

    private static AmqpSettings entity(EndpointKind kind, StrictObject json, SecretForm secrets, String place) {
        EndpointFields.requireKeys(json);
        ConnectionString text = ConnectionString.parse(json.text(CONNECTION_STRING));
        ServerLogin login = new ServerLogin(text.keyName(), secrets.read(text.key(), place + " " + PASSWORD));
        return new AmqpSettings(kind, text.host(), text.port(), true, text.entity(), Optional.of(login),
                EndpointFields.certificates(json));
    }

    private static KafkaSettings kafka(StrictObject json, SecretForm secrets, String place) {
        String protocol = EndpointFields.text(json, PROTOCOL).orElse("PLAINTEXT").toUpperCase(Locale.ROOT);
        if (!List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL").contains(protocol)) {
            throw invalid(PROTOCOL + " is PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL");
        }
        Optional<ServerLogin> login = EndpointFields.login(json, secrets, place);
        if (login.isPresent() != protocol.startsWith("SASL_")) {
            throw invalid("A username and a password belong to SASL_PLAINTEXT and SASL_SSL, and are needed there");
        }
        return new KafkaSettings(List.of(json.text(SERVERS).split("\\s*,\\s*")), json.text(TOPIC), protocol.endsWith("SSL"),
                KafkaSettings.Mechanism.parse(EndpointFields.text(json, MECHANISM).orElse("PLAIN")), login,
                EndpointFields.certificates(json));
    }

    private static WebhookSettings webhook(StrictObject json, SecretForm secrets, String place) {
        Optional<EndpointSecret> secret = EndpointFields.text(json, SECRET)
                .map(text -> secrets.read(text, place + " " + SECRET));
        return new WebhookSettings(EndpointFields.url(json), secret,
                Math.toIntExact(json.number(MAX_EVENTS, WebhookSettings.DEFAULT_EVENTS)), EndpointFields.certificates(json));
    }

    private static StorageSettings storage(StrictObject json, SecretForm secrets, String place) {
        EndpointFields.requireKeys(json);
        Optional<EndpointSecret> account = EndpointFields.text(json, CONNECTION_STRING)
                .map(text -> secrets.read(text, place + " " + CONNECTION_STRING));
        return new StorageSettings(account, json.text(CONTAINER),
                EndpointFields.text(json, FILE_NAME).orElse(StorageSettings.DEFAULT_FILE_NAME),
                Duration.ofSeconds(json.number(BATCH_SECONDS, StorageSettings.DEFAULT_BATCH_TIME.toSeconds())),
                json.number(MAX_BYTES, StorageSettings.DEFAULT_MAX_BYTES),
                StorageSettings.Encoding.parse(EndpointFields.text(json, ENCODING).orElse("avro")));
    }

    /** One endpoint, with its number. */
    public static ObjectNode write(CustomEndpoint endpoint, SecretForm secrets) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put(NAME, endpoint.name())
                .put(ID, Integer.toString(endpoint.id()));
        String place = place(endpoint.id());
        switch (endpoint.settings()) {
            case AmqpSettings amqp when amqp.kind() == EndpointKind.AMQP_ADDRESSES -> writeAmqp(amqp, json, secrets, place);
            case AmqpSettings entity -> writeEntity(entity, json, secrets, place);
            case KafkaSettings kafka -> writeKafka(kafka, json, secrets, place);
            case WebhookSettings webhook -> writeWebhook(webhook, json, secrets, place);
            case StorageSettings storage -> writeStorage(storage, json, secrets, place);
        }
        return json.put(TIME_TO_LIVE, endpoint.timeToLive().toString());
    }

    private static void writeAmqp(AmqpSettings amqp, ObjectNode json, SecretForm secrets, String place) {
        String host = (amqp.tls() ? "amqps://" : "amqp://") + amqp.host() + ":" + amqp.port();
        json.put(URL, host).put(ADDRESS, amqp.address());
        writeLogin(amqp.login(), json, secrets, place);
        amqp.trustedCertificates().ifPresent(pem -> json.put(CERTIFICATES, pem));
    }

    private static void writeEntity(AmqpSettings amqp, ObjectNode json, SecretForm secrets, String place) {
        amqp.login().ifPresent(login -> json.put(CONNECTION_STRING, ConnectionString.write(amqp, login.user(),
                secrets.write(login.password(), place + " " + PASSWORD))));
        json.put(AUTHENTICATION, "keyBased");
        amqp.trustedCertificates().ifPresent(pem -> json.put(CERTIFICATES, pem));
    }

    private static void writeKafka(KafkaSettings kafka, ObjectNode json, SecretForm secrets, String place) {
        String protocol = (kafka.login().isPresent() ? "SASL_" : "") + (kafka.tls() ? "SSL" : "PLAINTEXT");
        json.put(SERVERS, String.join(",", kafka.bootstrapServers())).put(TOPIC, kafka.topic())
                .put(PROTOCOL, protocol)
                .put(MECHANISM, kafka.mechanism().wireName());
        writeLogin(kafka.login(), json, secrets, place);
        kafka.trustedCertificates().ifPresent(pem -> json.put(CERTIFICATES, pem));
    }

    private static void writeWebhook(WebhookSettings webhook, ObjectNode json, SecretForm secrets, String place) {
        json.put(URL, webhook.url().toString()).put(MAX_EVENTS, webhook.maxEvents());
        webhook.secret().ifPresent(secret -> json.put(SECRET, secrets.write(secret, place + " " + SECRET)));
        webhook.trustedCertificates().ifPresent(pem -> json.put(CERTIFICATES, pem));
    }

    private static void writeStorage(StorageSettings storage, ObjectNode json, SecretForm secrets, String place) {
        storage.connectionString()
                .ifPresent(text -> json.put(CONNECTION_STRING, secrets.write(text, place + " " + CONNECTION_STRING)));
        json.put(CONTAINER, storage.containerName()).put(FILE_NAME, storage.fileNameFormat())
                .put(BATCH_SECONDS, storage.batchTime().toSeconds()).put(MAX_BYTES, storage.maxBytes())
                .put(ENCODING, storage.encoding().wireName()).put(AUTHENTICATION, "keyBased");
    }

    private static void writeLogin(Optional<ServerLogin> login, ObjectNode json, SecretForm secrets, String place) {
        login.ifPresent(known -> json.put(USER, known.user())
                .put(PASSWORD, secrets.write(known.password(), place + " " + PASSWORD)));
    }
}
