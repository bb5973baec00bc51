package io.nave.endpoint.kafka;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.nave.endpoint.Entries;
import io.nave.endpoint.Forwarding;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.EndpointFault.Category;
import io.nave.routing.endpoints.EndpointSecret;
import io.nave.routing.endpoints.KafkaSettings;
import io.nave.routing.endpoints.KafkaSettings.Mechanism;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.endpoints.ServerLogin;
import io.nave.routing.outbox.OutboxEntry;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages reach a topic of a real Kafka: all of them, in order, at least once (semantics §1.6, §1.7). */
final class KafkaEndpointIT {

    private static final Duration USUAL = Duration.ofMinutes(1);
    private static final Duration HURRY = Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** As the client reports what the tests do to it. */
    private static final Logger NOISE = Logger.getLogger("org.apache.kafka");

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;

    private final List<KafkaEndpoint> open = new ArrayList<>();

    @BeforeAll
    static void start() {
        NOISE.setLevel(Level.OFF);
        broker = KafkaBroker.start(folder);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @AfterEach
    void close() {
        open.forEach(endpoint -> endpoint.close().await().atMost(PATIENCE));
    }

    /** As the hub has it. */
    private Forwarding forwarding(KafkaSettings settings) {
        return new Forwarding(open(settings, USUAL).partition(3));
    }

    /** One that gives up after a shorter time. */
    private KafkaEndpoint open(KafkaSettings settings, Duration patience) {
        CustomEndpoint endpoint = new CustomEndpoint(1, settings.topic(), CustomEndpoint.DEFAULT_TIME_TO_LIVE, settings);
        Map<String, Object> properties = new HashMap<>(KafkaProperties.of(endpoint.name(), settings));
        int millis = (int) patience.toMillis();
        properties.computeIfPresent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (name, usual) -> Math.min((int) usual, millis));
        properties.computeIfPresent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (name, usual) -> Math.min((int) usual, millis / 2));
        properties.computeIfPresent(ProducerConfig.MAX_BLOCK_MS_CONFIG, (name, usual) -> Math.min((int) usual, millis));
        KafkaEndpoint opened = new KafkaEndpoint(endpoint, settings.topic(), properties);
        open.add(opened);
        return opened;
    }

    private static KafkaSettings clear(String topic) {
        return new KafkaSettings(List.of(broker.plainServer()), topic, false, Mechanism.PLAIN, Optional.empty(),
                Optional.empty());
    }

    private static KafkaSettings login(String topic, Mechanism mechanism, String user, String password) {
        return new KafkaSettings(List.of(broker.loginServer()), topic, true, mechanism,
                Optional.of(new ServerLogin(user, new EndpointSecret(password))), Optional.of(broker.authorityPem()));
    }

    private static List<String> bodies(String topic, int atLeast) {
        return broker.read(topic, atLeast).stream().map(kafka -> new String(kafka.value(), StandardCharsets.UTF_8)).toList();
    }

    private static List<String> numbers(long from, long to) {
        return LongStream.range(from, to).mapToObj(Long::toString).toList();
    }

    @Test
    void messagesOfADeviceAreInOneKafkaPartitionInOrder() {
        // given
        broker.createTopic("ordered", 4, Map.of());

        // when
        Delivery delivery = forwarding(clear("ordered")).once(Entries.numbered(5, 505));

        // then
        List<ConsumerRecord<byte[], byte[]>> stored = broker.read("ordered", 500);
        assertThat(delivery).isEqualTo(Delivery.upTo(505));
        assertThat(stored.stream().map(kafka -> new String(kafka.value(), StandardCharsets.UTF_8))).isEqualTo(numbers(5, 505));
        assertThat(stored.stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
        ConsumerRecord<byte[], byte[]> first = stored.getFirst();
        assertThat(first.timestamp()).isEqualTo(Entries.ENQUEUED);
        assertThat(first.key()).isEqualTo("d1".getBytes(StandardCharsets.UTF_8));
        assertThat(first.headers().lastHeader("iothub-connection-device-id").value())
                .isEqualTo("d1".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void brokerThatIsKilledGetsEverythingWhenItIsBack() {
        // given
        broker.createTopic("killed", 1, Map.of());
        Forwarding forwarding = new Forwarding(open(clear("killed"), HURRY).partition(3));
        forwarding.all(Entries.numbered(0, 100));

        // when
        broker.kill();
        Delivery late = forwarding.once(Entries.numbered(100, 200));
        broker.start();
        forwarding.all(Entries.numbered(100, 200));
        forwarding.all(Entries.numbered(200, 300));

        // then
        assertThat(late.checkpoint()).isEqualTo(100);
        assertThat(late.fault().orElseThrow().category()).isEqualTo(Category.TIMEOUT);
        assertThat(bodies("killed", 300).stream().distinct()).isEqualTo(numbers(0, 300));
    }

    @Test
    void serverWithoutAnAddressIsAFault() {
        // given
        KafkaSettings nowhere = new KafkaSettings(List.of("nowhere.invalid:9092"), "t", false, Mechanism.PLAIN,
                Optional.empty(),
                Optional.empty());

        // when
        Delivery delivery = forwarding(nowhere).once(Entries.numbered(4, 6));

        // then
        assertThat(delivery.checkpoint()).isEqualTo(4);
        assertThat(delivery.fault().orElseThrow().detail()).contains("bootstrapServers");
    }

    @Test
    void partitionsThatWaitForATopicThatIsNotThereLearnItTogether() {
        // given
        KafkaEndpoint endpoint = open(clear("missing"), HURRY);
        List<PartitionSender> partitions = IntStream.range(0, 32).mapToObj(endpoint::partition).toList();
        long before = System.nanoTime();

        // when
        List<CompletableFuture<Delivery>> deliveries = partitions.stream()
                .map(partition -> partition.send(Entries.numbered(0, 2)).subscribeAsCompletionStage()).toList();

        // then
        assertThat(deliveries).allSatisfy(delivery -> {
            assertThat(delivery.join().checkpoint()).isZero();
            assertThat(delivery.join().fault().orElseThrow().detail()).contains("does not have the topic");
        });
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(HURRY.multipliedBy(5));
    }

    @Test
    void recordThatIsTooLargeForTheTopicIsRefusedAlone() {
        // given
        broker.createTopic("small", 1, Map.of("max.message.bytes", "100000"));
        List<OutboxEntry> entries = List.of(Entries.text(1, "a"), Entries.text(2, "x".repeat(200_000)), Entries.text(3, "b"));

        // when
        Forwarding forwarding = forwarding(clear("small"));
        forwarding.all(entries);

        // then
        assertThat(forwarding.faults()).isEmpty();
        assertThat(forwarding.refused()).singleElement()
                .satisfies(refusal -> assertThat(refusal.entry().sequence()).isEqualTo(2));
        assertThat(bodies("small", 2)).containsExactly("a", "b");
    }

    @Test
    void loginsAreAcceptedByEachMechanism() {
        // given
        broker.createTopic("logins", 1, Map.of());

        // when
        forwarding(login("logins", Mechanism.SCRAM_SHA_256, KafkaBroker.USER, KafkaBroker.PASSWORD))
                .all(Entries.numbered(0, 1));
        forwarding(login("logins", Mechanism.SCRAM_SHA_512, KafkaBroker.USER, KafkaBroker.PASSWORD))
                .all(Entries.numbered(1, 2));
        forwarding(login("logins", Mechanism.PLAIN, KafkaBroker.PLAIN_USER, KafkaBroker.PLAIN_PASSWORD))
                .all(Entries.numbered(2, 3));

        // then
        assertThat(bodies("logins", 3)).isEqualTo(numbers(0, 3));
    }

    @Test
    void wrongPasswordIsUnauthorized() {
        // when
        Delivery scram = forwarding(login("unknown", Mechanism.SCRAM_SHA_256, KafkaBroker.USER, "wrong"))
                .once(Entries.numbered(0, 2));
        Delivery plain = forwarding(login("unknown", Mechanism.PLAIN, KafkaBroker.PLAIN_USER, "wrong"))
                .once(Entries.numbered(0, 2));

        // then
        assertThat(scram.fault().orElseThrow().category()).isEqualTo(Category.UNAUTHORIZED);
        assertThat(plain.fault().orElseThrow().category()).isEqualTo(Category.UNAUTHORIZED);
        assertThat(scram.toString() + plain).doesNotContain("wrong");
    }

    @Test
    void serverIsTrustedByItsDeclaredAuthorityOnly() {
        // given
        broker.createTopic("trusted", 1, Map.of());
        KafkaSettings trusted = new KafkaSettings(List.of(broker.tlsServer()), "trusted", true, Mechanism.PLAIN,
                Optional.empty(), Optional.of(broker.authorityPem()));
        KafkaSettings untrusted = new KafkaSettings(List.of(broker.tlsServer()), "trusted", true, Mechanism.PLAIN,
                Optional.empty(), Optional.empty());

        // when
        Delivery refused = forwarding(untrusted).once(Entries.numbered(0, 2));
        Delivery taken = forwarding(trusted).once(Entries.numbered(0, 2));

        // then
        assertThat(refused.fault().orElseThrow().detail()).contains("not trusted");
        assertThat(taken).isEqualTo(Delivery.upTo(2));
        assertThat(bodies("trusted", 2)).isEqualTo(numbers(0, 2));
    }
}
