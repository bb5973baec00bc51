package io.nave.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.endpoint.amqp.EmbeddedArtemis;
import io.nave.endpoint.amqp.QueueReader;
import io.nave.endpoint.kafka.KafkaBroker;
import io.nave.endpoint.webhook.WebhookReceiver;
import io.nave.faults.History.MessageId;
import io.nave.hub.json.JsonText;
import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;
import io.nave.hubprocess.SharedHub;
import io.nave.sdk.Azurite;
import io.nave.sdk.AzuriteBlobs;
import io.vertx.core.Vertx;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A back end reads the same messages from an AMQP broker, from Kafka, from a webhook, and (in the long run) from files; each is
 * stopped under load in turn, and started again. Nothing is lost, the order of each device is kept, and devices do not notice.
 */
class EndpointOutagesIT {

    private static final int DEVICES = 20;
    private static final int PER_SECOND = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    /** A producer of Kafka gives up after 15 s. */
    private static final Duration TOLD_AFTER = Duration.ofSeconds(20);
    private static final Duration LATE = Duration.ofSeconds(5);
    private static final String TOPIC = "readings";
    private static final String ROUTE = """
            {"name":"%1$s","source":"DeviceMessages","condition":"true","endpointNames":["%1$s"],"isEnabled":true}""";

    private final Path directory = SharedHub.newDirectory();
    private final Vertx vertx = Vertx.vertx();
    private final TrafficClock clock = new TrafficClock();
    private final List<AutoCloseable> open = new ArrayList<>();

    /** Something that messages go to, how it is stopped and started, and what it got. */
    private record Place(String name, String kind, String declaration, Runnable stop, Runnable start, Reading reading) {
    }

    /** Everything that arrived so far, when it is at least so much. */
    private interface Reading {
        List<byte[]> bodies(int atLeast);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @Timeout(300)
    void whatEndpointsMissWhileTheyAreAwayReachesThemInOrder() throws Exception {
        run(Duration.ofSeconds(3), Map.of(), List.of(webhook(), kafka(), amqp()));
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void whatEndpointsMissInAMinuteReachesThemInOrder() throws Exception {
        Azurite azurite = Azurite.start(folder("azurite"));
        open.add(azurite);
        run(Duration.ofMinutes(1), azurite.settings(), List.of(webhook(), kafka(), amqp(), files(azurite)));
    }

    private void run(Duration away, Map<String, String> settings, List<Place> places) throws Exception {
        // given
        HubProcess hub = HubProcess.start(directory.resolve("hub"), settings);
        open.add(hub);
        places.forEach(place -> declare(hub, place));
        Duration length = away.plus(BETWEEN).multipliedBy(places.size()).plus(BETWEEN);
        List<PacedDevice> devices = devices(hub, (int) length.toSeconds() * PER_SECOND);
        List<Thread> threads = devices.stream().map(device -> Thread.ofVirtual().start(device)).toList();
        Awaitility.await().atMost(PATIENCE).until(() -> devices.stream().allMatch(PacedDevice::isConnected));
        clock.goOn();

        // when
        CompletableFuture<Void> outages = CompletableFuture.runAsync(() -> stopInTurn(hub, places, away),
                Thread::startVirtualThread);
        for (Thread thread : threads) {
            assertThat(thread.join(length.plus(PATIENCE))).isTrue();
        }
        long took = clock.nanos();
        outages.join();

        // then
        assertThat(took).as("devices did not notice").isLessThan(length.plus(LATE).toNanos());
        assertThat(devices).extracting(PacedDevice::connections).containsOnly(1);
        Set<MessageId> acknowledged = devices.stream().flatMap(PacedDevice::acknowledged).collect(Collectors.toSet());
        assertThat(places).flatMap(place -> violations(place, acknowledged)).isEmpty();
        Awaitility.await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(health(hub).values()).isSubsetOf("degraded", "healthy"));
    }

    private static void stopInTurn(HubProcess hub, List<Place> places, Duration away) {
        for (Place place : places) {
            sleep(BETWEEN);
            place.stop().run();
            sleep(away);
            if (away.compareTo(TOLD_AFTER) > 0) {
                assertThat(health(hub).get(place.name())).as(place.name()).isEqualTo("unhealthy");
            }
            place.start().run();
        }
    }

    private static void sleep(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private static List<String> violations(Place place, Set<MessageId> acknowledged) {
        List<MessageId> arrived = new ArrayList<>();
        Awaitility.await().atMost(PATIENCE).pollInSameThread().until(() -> {
            arrived.clear();
            place.reading().bodies(acknowledged.size()).forEach(body -> arrived.add(PacedDevice.messageId(body)));
            return new HashSet<>(arrived).size() >= acknowledged.size();
        });
        System.out.println("EndpointOutagesIT: " + place.name() + " got " + arrived.size() + " messages, "
                + (arrived.size() - acknowledged.size()) + " of them for the second time");
        return Arrivals.violations(place.name(), arrived, acknowledged);
    }

    private static void declare(HubProcess hub, Place place) {
        hub.registry().administer("PUT", "/admin/routing/endpoints/" + place.kind() + "/" + place.name(), place.declaration());
        hub.registry().administer("PUT", "/admin/routing/routes/" + place.name(), ROUTE.formatted(place.name()));
    }

    private static Map<String, String> health(HubProcess hub) {
        Map<String, String> health = new LinkedHashMap<>();
        for (JsonNode each : hub.registry().administer("GET", "/admin/routing/endpointsHealth", "").path("value")) {
            health.put(each.path("name").asText(), each.path("healthStatus").asText());
        }
        return health;
    }

    private List<PacedDevice> devices(HubProcess hub, int messages) {
        long[] due = IntStream.range(0, messages).mapToLong(n -> n * Duration.ofSeconds(1).toNanos() / PER_SECOND).toArray();
        return IntStream.range(0, DEVICES).mapToObj(number -> device(hub, "outage-" + number, due)).toList();
    }

    private PacedDevice device(HubProcess hub, String id, long[] due) {
        String key = hub.registry().createDevice(id);
        MqttClient.Credentials credentials = new MqttClient.Credentials(id, hub.host() + "/" + id + "/?api-version=2021-04-12",
                SasTokens.device(hub.host(), id, key, Duration.ofHours(1)));
        return new PacedDevice(new PacedDevice.Target(hub.plainHost(), hub.plainMqttPort(), credentials), clock, due);
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    private Place webhook() {
        WebhookReceiver receiver = WebhookReceiver.plain();
        open.add(receiver);
        return new Place("hook", "webhooks", "{\"url\":\"" + receiver.url() + "\"}", receiver::stop, receiver::start,
                atLeast -> receiver.taken().stream()
                        .map(event -> Base64.getDecoder().decode(event.path("data").path("body").asText())).toList());
    }

    private Place kafka() throws IOException {
        KafkaBroker broker = KafkaBroker.start(folder("kafka"));
        open.add(broker);
        broker.createTopic(TOPIC, 3, Map.of());
        return new Place("kafka", "kafkaTopics",
                "{\"bootstrapServers\":\"" + broker.plainServer() + "\",\"topic\":\"" + TOPIC + "\"}", broker::kill,
                broker::start,
                atLeast -> broker.read(TOPIC, atLeast).stream().map(record -> record.value()).toList());
    }

    private Place amqp() throws IOException {
        EmbeddedArtemis broker = EmbeddedArtemis.withLogin(folder("artemis"));
        open.add(broker);
        String declaration = "{\"url\":\"amqp://127.0.0.1:%d\",\"address\":\"%s\",\"username\":\"%s\",\"password\":\"%s\"}"
                .formatted(broker.port(), EmbeddedArtemis.QUEUE, EmbeddedArtemis.USER, EmbeddedArtemis.PASSWORD);
        List<byte[]> taken = new ArrayList<>();
        return new Place("broker", "amqpAddresses", declaration, broker::stop, broker::start, atLeast -> {
            taken.addAll(take(broker));
            return taken;
        });
    }

    private List<byte[]> take(EmbeddedArtemis broker) {
        int waiting = (int) broker.waiting(EmbeddedArtemis.QUEUE);
        try (QueueReader reader = QueueReader.of(vertx, broker.port(), EmbeddedArtemis.QUEUE)) {
            return reader.take(waiting).stream().map(EndpointOutagesIT::body).toList();
        }
    }

    private static byte[] body(Message message) {
        return QueueReader.text(message).getBytes(StandardCharsets.UTF_8);
    }

    private Place files(Azurite azurite) {
        AzuriteBlobs blobs = new AzuriteBlobs(azurite, Azurite.CONTAINER);
        open.add(blobs);
        return new Place("files", "storageContainers", "{\"containerName\":\"" + Azurite.CONTAINER
                + "\",\"encoding\":\"json\",\"batchFrequencyInSeconds\":60,\"maxChunkSizeInBytes\":10485760}", azurite::stop,
                azurite::restart, atLeast -> lines(blobs));
    }

    /** All that stands in files, those of a partition in the order of their names. */
    private static List<byte[]> lines(AzuriteBlobs blobs) {
        List<byte[]> bodies = new ArrayList<>();
        blobs.names("").stream().filter(name -> name.endsWith(".json")).sorted(Comparator.naturalOrder())
                .map(blobs::read).flatMap(file -> Arrays.stream(new String(file, StandardCharsets.UTF_8).split("\n")))
                .map(line -> JsonText.object(line.getBytes(StandardCharsets.UTF_8)).path("Body").asText())
                .forEach(body -> bodies.add(Base64.getDecoder().decode(body)));
        return bodies;
    }
}
