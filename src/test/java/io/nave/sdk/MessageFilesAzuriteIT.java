package io.nave.sdk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.nave.certificates.MovedClock;
import io.nave.endpoint.storage.StorageEndpoint;
import io.nave.endpoint.storage.StoredMessages;
import io.nave.hub.blobs.MessageContainers;
import io.nave.hub.id.HubNames;
import io.nave.hubprocess.SharedHub;
import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.EndpointFault.Category;
import io.nave.routing.endpoints.EndpointSecret;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.endpoints.StorageSettings;
import io.nave.routing.endpoints.StorageSettings.Encoding;
import io.nave.routing.outbox.OutboxEntry;
import io.nave.storage.blob.TestMessageContainers;
import io.vertx.core.Vertx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Files of messages in a storage account: what Azure's emulator takes, and that nothing is lost when it is away. */
class MessageFilesAzuriteIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final long MAX_BYTES = 10_485_760;
    private static final int LARGE = 300_000;

    private static Path directory;
    private static Azurite azurite;
    private static Vertx vertx;
    private static AzuriteBlobs blobs;

    private final MovedClock clock = new MovedClock();

    @BeforeAll
    static void start() {
        directory = SharedHub.newDirectory();
        azurite = Azurite.start(directory);
        vertx = Vertx.vertx();
        blobs = new AzuriteBlobs(azurite, Azurite.CONTAINER);
    }

    @AfterAll
    static void stop() {
        blobs.close();
        azurite.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void filesOfTheHubsAccountHaveAllInOrderAndOverwriteNothing() {
        // given
        StorageEndpoint endpoint = endpoint(Optional.empty(), ofHub());
        PartitionSender first = endpoint.partition(1);
        PartitionSender second = endpoint.partition(1);
        // when
        send(first, StoredMessages.entries(1, 20, LARGE));
        send(second, StoredMessages.entries(1, 2, 0));
        assertThat(blobs.names("myhub/01")).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        assertThat(send(first, StoredMessages.entries(21, 25, 0))).isEqualTo(Delivery.upTo(26));
        // then
        List<String> names = blobs.names("myhub/01/");
        assertThat(names).hasSize(1).first().asString().matches("myhub/01/\\d{4}/\\d\\d/\\d\\d/\\d\\d/\\d\\d\\.json");
        assertThat(numbers(names.getFirst())).isEqualTo(StoredMessages.numbers(1, 25));
        // when
        Delivery taken = send(second, List.of());
        // then
        assertThat(taken.checkpoint()).isEqualTo(1);
        assertThat(taken.fault().orElseThrow().category()).isEqualTo(Category.TRANSIENT);
        assertThat(numbers(names.getFirst())).hasSize(25);
    }

    @Test
    void secondFileOfAMinuteHasANameOfItsOwn() {
        // given
        PartitionSender partition = endpoint(azurite.connectionString(), ofOthers(), MAX_BYTES).partition(2);
        // when
        long full = send(partition, StoredMessages.entries(1, 40, LARGE)).checkpoint();
        clock.advance(Duration.ofSeconds(60));
        Delivery delivery = send(partition, List.of());
        // then
        List<String> names = blobs.names("myhub/02/");
        assertThat(names).hasSize(2);
        assertThat(names.getFirst()).endsWith("-1.json");
        assertThat(delivery).isEqualTo(Delivery.upTo(41));
        assertThat(numbers(names.get(1))).isEqualTo(StoredMessages.numbers(1, full - 1));
        assertThat(numbers(names.getFirst())).isEqualTo(StoredMessages.numbers(full, 40));
    }

    @Test
    void accountOfAConnectionStringTakesAvro() throws IOException {
        // given
        PartitionSender partition = endpoint(Optional.of(azurite.connectionString()), ofOthers(), Encoding.AVRO_DEFLATE,
                MAX_BYTES).partition(3);
        // when
        send(partition, StoredMessages.entries(1, 10, LARGE));
        clock.advance(Duration.ofSeconds(60));
        send(partition, List.of());
        // then
        byte[] file = blobs.read(blobs.names("myhub/03/").getFirst());
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(new SeekableByteArrayInput(file),
                new GenericDatumReader<>())) {
            assertThat(reader.iterator()).toIterable().hasSize(10);
        }
    }

    @Test
    void accountThatGoesAwayInTheMiddleOfAFileLosesNothing() {
        // given
        PartitionSender partition = endpoint(Optional.empty(), ofHub()).partition(4);
        assertThat(send(partition, StoredMessages.entries(1, 10, LARGE))).isEqualTo(Delivery.upTo(1));
        // when
        azurite.stop();
        EndpointFault fault;
        try {
            Delivery failed = send(partition, StoredMessages.entries(11, 20, LARGE));
            assertThat(failed.checkpoint()).isEqualTo(1);
            fault = failed.fault().orElseThrow();
        } finally {
            azurite.restart();
        }
        // then
        assertThat(fault.category()).isEqualTo(Category.TRANSIENT);
        assertThat(fault.detail()).contains("cannot be reached").doesNotContain("sig=");
        // when
        send(partition, StoredMessages.entries(1, 20, LARGE));
        clock.advance(Duration.ofSeconds(60));
        // then
        assertThat(send(partition, List.of()).checkpoint()).isEqualTo(21);
        List<String> names = blobs.names("myhub/04/");
        assertThat(names).hasSize(1);
        assertThat(numbers(names.getFirst())).isEqualTo(StoredMessages.numbers(1, 20));
    }

    @Test
    void wrongKeyIsUnauthorized() {
        EndpointFault fault = fault(azurite.connectionString("d3Jvbmc="), ofOthers(), Azurite.CONTAINER);
        assertThat(fault.category()).isEqualTo(Category.UNAUTHORIZED);
        assertThat(fault.detail()).contains("403").doesNotContain("sig=");
    }

    @Test
    void containerThatIsMissingIsNamed() {
        EndpointFault fault = fault(azurite.connectionString(), ofOthers(), "not-there");
        assertThat(fault.category()).isEqualTo(Category.ENDPOINT_EXTERNALLY_DISABLED);
        assertThat(fault.detail()).contains("ContainerNotFound", "not-there");
    }

    @Test
    void certificateThatNobodyVouchesForIsRefused() {
        EndpointFault fault = fault(azurite.connectionString(), Map.of(), Azurite.CONTAINER);
        assertThat(fault.category()).isEqualTo(Category.TRANSIENT);
        assertThat(fault.detail()).contains("SSLHandshakeException").doesNotContain("sig=");
    }

    private EndpointFault fault(String connectionString, Map<String, String> hub, String container) {
        PartitionSender partition = new StorageEndpoint(
                settings(Optional.of(connectionString), container, Encoding.JSON, MAX_BYTES), containers(hub), hubNames(),
                clock)
                .partition(9);
        Delivery delivery = send(partition, StoredMessages.entries(5, 5, 0));
        // some of it is told only when bytes are sent
        Delivery told = delivery.fault().isPresent() ? delivery : sendDue(partition);
        assertThat(told.checkpoint()).isEqualTo(5);
        return told.fault().orElseThrow();
    }

    private Delivery sendDue(PartitionSender partition) {
        clock.advance(Duration.ofSeconds(60));
        return send(partition, List.of());
    }

    private static Map<String, String> ofHub() {
        return Map.of("nave.files.store", "azure", "nave.files.container", "other-container", "nave.files.azure.account",
                Azurite.ACCOUNT, "nave.files.azure.key", Azurite.KEY, "nave.files.azure.endpoint", azurite.endpoint(),
                "nave.files.azure.ca-certificate", azurite.caCertificate().toString());
    }

    private static Map<String, String> ofOthers() {
        return Map.of("nave.jobs.storage.ca-certificate", azurite.caCertificate().toString());
    }

    private StorageEndpoint endpoint(Optional<String> connectionString, Map<String, String> hub) {
        return endpoint(connectionString, hub, Encoding.JSON, StorageSettings.DEFAULT_MAX_BYTES);
    }

    private StorageEndpoint endpoint(String connectionString, Map<String, String> hub, long maxBytes) {
        return endpoint(Optional.of(connectionString), hub, Encoding.JSON, maxBytes);
    }

    private StorageEndpoint endpoint(Optional<String> connectionString, Map<String, String> hub, Encoding encoding,
            long maxBytes) {
        return new StorageEndpoint(settings(connectionString, Azurite.CONTAINER, encoding, maxBytes), containers(hub),
                hubNames(), clock);
    }

    private static StorageSettings settings(Optional<String> connectionString, String container, Encoding encoding,
            long maxBytes) {
        return new StorageSettings(connectionString.map(EndpointSecret::new), container, StorageSettings.DEFAULT_FILE_NAME,
                Duration.ofSeconds(60), maxBytes, encoding);
    }

    private static MessageContainers containers(Map<String, String> hub) {
        return TestMessageContainers.of(directory, vertx, new HashMap<>(hub));
    }

    private static HubNames hubNames() {
        return new HubNames("myhub.example.com", Set.of(), "events");
    }

    private static Delivery send(PartitionSender partition, List<OutboxEntry> entries) {
        return partition.send(entries).await().atMost(LIMIT);
    }

    private static List<Long> numbers(String name) {
        return StoredMessages.numbers(new String(blobs.read(name), UTF_8));
    }
}
