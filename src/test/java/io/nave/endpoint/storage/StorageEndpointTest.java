package io.nave.endpoint.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.nave.certificates.MovedClock;
import io.nave.hub.id.HubNames;
import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.EndpointFault.Category;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.endpoints.StorageSettings;
import io.nave.routing.endpoints.StorageSettings.Encoding;
import io.nave.routing.outbox.OutboxEntry;
import io.nave.storage.blob.TestMessageContainers;
import io.vertx.core.Vertx;

import static org.assertj.core.api.Assertions.assertThat;

/** Files of messages in the hub's own directory. */
class StorageEndpointTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long MAX_BYTES = 10_485_760;

    @TempDir
    Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final MovedClock clock = new MovedClock();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void fileIsThereAsAWholeWhenItsTimeHasCome() throws IOException {
        // given
        PartitionSender partition = endpoint(Encoding.JSON).partition(3);
        assertThat(partition.patience()).isEmpty();
        assertThat(send(partition, List.of())).isEqualTo(Delivery.upTo(0));
        String name = name("03", "");
        // when
        assertThat(send(partition, StoredMessages.entries(7, 8, 0))).isEqualTo(Delivery.upTo(7));
        assertThat(partition.patience()).contains(Duration.ofSeconds(60));
        clock.advance(Duration.ofSeconds(59));
        assertThat(send(partition, StoredMessages.entries(10, 10, 0))).isEqualTo(Delivery.upTo(7));
        assertThat(published()).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(partition.patience()).contains(Duration.ZERO);
        // then
        assertThat(send(partition, List.of())).isEqualTo(Delivery.upTo(11));
        assertThat(partition.patience()).isEmpty();
        assertThat(published()).containsExactly(name);
        assertThat(numbers(name)).containsExactly(7L, 8L, 10L);
        assertThat(directory.resolve(".nave/drafts")).isEmptyDirectory();
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        // given
        StorageEndpoint endpoint = endpoint(Encoding.JSON);
        List<PartitionSender> holders = List.of(endpoint.partition(0), endpoint.partition(0), endpoint.partition(0));
        List<String> names = List.of(name("00", ""), name("00", "-1"), name("00", "-2"));
        for (int holder = 0; holder < 3; holder++) {
            send(holders.get(holder), StoredMessages.entries(holder, holder, 0));
        }
        // when
        clock.advance(Duration.ofSeconds(60));
        holders.forEach(holder -> send(holder, List.of()));
        // then
        assertThat(published()).containsExactlyInAnyOrderElementsOf(names);
        for (int holder = 0; holder < 3; holder++) {
            assertThat(numbers(names.get(holder))).containsExactly((long) holder);
        }
    }

    @Test
    void largeBatchesBecomeFilesOfTheAllowedSize() throws IOException {
        // given
        PartitionSender partition = endpoint(Encoding.JSON).partition(0);
        List<String> names = List.of(name("00", ""), name("00", "-1"), name("00", "-2"));
        // when
        long checkpoint = 0;
        for (int batch = 0; batch < 5; batch++) {
            checkpoint = send(partition, StoredMessages.entries(batch * 25 + 1, batch * 25 + 25, 200_000)).checkpoint();
        }
        // then
        assertThat(published()).containsExactlyInAnyOrderElementsOf(names.subList(0, 2));
        assertThat(checkpoint).isBetween(100L, 120L);
        assertThat(Files.size(container().resolve(names.getFirst()))).isBetween(MAX_BYTES, MAX_BYTES + 201_000);
        // when
        clock.advance(Duration.ofSeconds(60));
        assertThat(send(partition, List.of()).checkpoint()).isEqualTo(126);
        // then
        List<Long> all = new ArrayList<>();
        for (String name : names) {
            all.addAll(numbers(name));
        }
        assertThat(all).isEqualTo(StoredMessages.numbers(1, 125));
    }

    @Test
    void avroFilesAreReadByTheLibrary() throws IOException {
        for (Encoding encoding : List.of(Encoding.AVRO, Encoding.AVRO_DEFLATE)) {
            // given
            PartitionSender partition = endpoint(encoding).partition(encoding.ordinal());
            // when
            send(partition, StoredMessages.entries(1, 30, 100_000));
            clock.advance(Duration.ofSeconds(60));
            send(partition, StoredMessages.entries(31, 31, 0));
            // then
            String file = published().stream().filter(name -> name.startsWith("myhub/0" + encoding.ordinal())).findFirst()
                    .orElseThrow();
            assertThat(file).endsWith(".avro");
            assertThat(records(container().resolve(file))).isEqualTo(31);
        }
    }

    private static int records(Path file) throws IOException {
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            List<GenericRecord> records = new ArrayList<>();
            reader.forEach(records::add);
            return records.size();
        }
    }

    @Test
    void whatWasNotFinishedIsSentAgainByTheNextHolder() throws IOException {
        // given
        StorageEndpoint endpoint = endpoint(Encoding.JSON);
        PartitionSender first = endpoint.partition(0);
        send(first, StoredMessages.entries(1, 5, 1_000_000));
        assertThat(directory.resolve(".nave/drafts")).isNotEmptyDirectory();
        // when
        first.close().await().atMost(LIMIT);
        // then
        assertThat(directory.resolve(".nave/drafts")).isEmptyDirectory();
        // when
        PartitionSender second = endpoint.partition(0);
        String name = name("00", "");
        send(second, StoredMessages.entries(1, 6, 0));
        clock.advance(Duration.ofSeconds(60));
        // then
        assertThat(send(second, List.of()).checkpoint()).isEqualTo(7);
        assertThat(published()).containsExactly(name);
        assertThat(numbers(name)).isEqualTo(StoredMessages.numbers(1, 6));
    }

    @Test
    void directoryThatFailsInTheMiddleOfAFileLosesNothing() throws IOException {
        // given
        PartitionSender partition = endpoint(Encoding.JSON).partition(0);
        List<OutboxEntry> entries = StoredMessages.entries(1, 4, 400_000);
        assertThat(send(partition, entries)).isEqualTo(Delivery.upTo(1));
        try (Stream<Path> drafts = Files.list(directory.resolve(".nave/drafts"))) {
            Files.delete(drafts.findFirst().orElseThrow());
        }
        // when
        clock.advance(Duration.ofSeconds(60));
        Delivery failed = send(partition, StoredMessages.entries(5, 5, 0));
        // then
        assertThat(failed.checkpoint()).isEqualTo(1);
        assertThat(failed.fault().orElseThrow().category()).isEqualTo(Category.TRANSIENT);
        assertThat(published()).isEmpty();
        assertThat(partition.patience()).isEmpty();
        // when
        String name = name("00", "");
        send(partition, StoredMessages.entries(1, 5, 0));
        clock.advance(Duration.ofSeconds(60));
        // then
        assertThat(send(partition, List.of()).checkpoint()).isEqualTo(6);
        assertThat(numbers(name)).isEqualTo(StoredMessages.numbers(1, 5));
    }

    @Test
    void reserveOfTheDiskIsKept() throws IOException {
        // given
        PartitionSender partition = endpoint(Encoding.JSON, Map.of("nave.files.keep-free", "8000000T")).partition(0);
        // when
        send(partition, StoredMessages.entries(1, 1, 0));
        clock.advance(Duration.ofSeconds(60));
        Delivery refused = send(partition, List.of());
        // then
        assertThat(refused.checkpoint()).isEqualTo(1);
        assertThat(refused.fault().orElseThrow().category()).isEqualTo(Category.QUEUE_FULL);
        assertThat(published()).isEmpty();
        assertThat(directory.resolve(".nave/drafts")).isEmptyDirectory();
    }

    @Test
    void hubWithoutStorageSaysSo() {
        PartitionSender partition = endpoint(Encoding.JSON, Map.of("nave.files.store", "none")).partition(0);
        Delivery refused = send(partition, StoredMessages.entries(5, 5, 0));
        assertThat(refused.checkpoint()).isEqualTo(5);
        assertThat(refused.fault().orElseThrow().category()).isEqualTo(Category.ENDPOINT_EXTERNALLY_DISABLED);
        assertThat(refused.fault().orElseThrow().detail()).contains("nave.files.store=none");
    }

    private StorageEndpoint endpoint(Encoding encoding) {
        return endpoint(encoding, Map.of());
    }

    private StorageEndpoint endpoint(Encoding encoding, Map<String, String> settings) {
        return new StorageEndpoint(
                new StorageSettings(Optional.empty(), "telemetry", StorageSettings.DEFAULT_FILE_NAME, Duration.ofSeconds(60),
                        MAX_BYTES, encoding),
                TestMessageContainers.of(directory, vertx, settings),
                new HubNames("myhub.example.com", Set.of(), "events"), clock);
    }

    private static Delivery send(PartitionSender partition, List<OutboxEntry> entries) {
        return partition.send(entries).await().atMost(LIMIT);
    }

    /** What a file that is begun now is called. */
    private String name(String partition, String suffix) {
        return "myhub/" + partition + "/"
                + DateTimeFormatter.ofPattern("yyyy/MM/dd/HH/mm").withZone(ZoneOffset.UTC).format(clock.instant()) + suffix
                + ".json";
    }

    private Path container() {
        return directory.resolve("message_files/telemetry");
    }

    private List<String> published() throws IOException {
        if (!Files.exists(container())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(container())) {
            return files.filter(Files::isRegularFile).map(file -> container().relativize(file).toString()).toList();
        }
    }

    private List<Long> numbers(String name) throws IOException {
        return StoredMessages.numbers(Files.readString(container().resolve(name)));
    }
}
