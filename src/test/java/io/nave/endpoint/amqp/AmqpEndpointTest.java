package io.nave.endpoint.amqp;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.nave.certificates.Holder;
import io.nave.certificates.Maker;
import io.nave.endpoint.Entries;
import io.nave.endpoint.Forwarding;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.SystemProperty;
import io.nave.routing.endpoints.AmqpSettings;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.EndpointFault.Category;
import io.nave.routing.endpoints.EndpointKind;
import io.nave.routing.endpoints.EndpointSecret;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.endpoints.ServerLogin;
import io.nave.routing.outbox.OutboxEntry;
import io.vertx.core.Vertx;

import static org.assertj.core.api.Assertions.assertThat;

/** AMQP endpoints against a broker (semantics §1.3, §1.6, §1.7). */
class AmqpEndpointTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(1_500);
    private static final Optional<ServerLogin> LOGIN = login(EmbeddedArtemis.USER, EmbeddedArtemis.PASSWORD);

    private static Vertx vertx;
    private static EmbeddedArtemis broker;

    private final List<AmqpEndpoint> opened = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path directory) {
        vertx = Vertx.vertx();
        broker = EmbeddedArtemis.withLogin(directory);
    }

    @AfterAll
    static void stop() {
        broker.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void closeEndpoints() {
        opened.forEach(endpoint -> endpoint.close().await().atMost(Duration.ofSeconds(10)));
    }

    private static Optional<ServerLogin> login(String user, String password) {
        return Optional.of(new ServerLogin(user, new EndpointSecret(password)));
    }

    private static AmqpSettings settings(String address, Optional<ServerLogin> login) {
        return new AmqpSettings(EndpointKind.AMQP_ADDRESSES, "127.0.0.1", broker.port(), false, address, login,
                Optional.empty());
    }

    private AmqpEndpoint endpoint(AmqpSettings settings, Duration patience) {
        AmqpEndpoint endpoint = new AmqpEndpoint(new CustomEndpoint(1, "broker", Duration.ofHours(1), settings), settings,
                vertx,
                patience);
        opened.add(endpoint);
        return endpoint;
    }

    private Forwarding partition(AmqpSettings settings) {
        return new Forwarding(endpoint(settings, LONG).partition(0));
    }

    private Forwarding impatient(AmqpSettings settings) {
        return new Forwarding(endpoint(settings, SHORT).partition(0));
    }

    private static List<Message> take(String queue, int least) {
        try (QueueReader reader = QueueReader.of(vertx, broker.port(), queue)) {
            return reader.take(least);
        }
    }

    private static EndpointFault fault(Delivery delivery) {
        return delivery.fault().orElseThrow(() -> new AssertionError("There is no fault in " + delivery));
    }

    @Test
    void entriesArriveOnceAndInOrder() {
        // given
        Forwarding partition = partition(settings(EmbeddedArtemis.QUEUE, LOGIN));

        // when
        Delivery first = partition.once(Entries.numbered(1, 1_501));
        Delivery second = partition.once(Entries.numbered(1_501, 1_601));
        Delivery idle = partition.once(List.of());

        // then
        assertThat(first).isEqualTo(Delivery.upTo(1_501));
        assertThat(second).isEqualTo(Delivery.upTo(1_601));
        assertThat(idle).isEqualTo(Delivery.upTo(1_601));
        List<String> bodies = take(EmbeddedArtemis.QUEUE, 1_600).stream().map(QueueReader::text).toList();
        assertThat(bodies).containsExactlyElementsOf(
                Entries.numbered(1, 1_601).stream().map(entry -> Long.toString(entry.sequence())).toList());
    }

    @Test
    void consumersSeeTheDevicesBytesAndWhatTheHubSays() {
        // given
        Map<String, String> application = new LinkedHashMap<>();
        application.put("level", "hot");
        application.put("iothub-connection-device-id", "somebody-else");
        OutboxEntry entry = Entries.telemetry(1, ClientId.of("d1"),
                Map.of(SystemProperty.MESSAGE_ID, "m1", SystemProperty.CONTENT_TYPE, "application/json",
                        SystemProperty.CONTENT_ENCODING, "utf-8"),
                application, "{\"t\":1}");

        // when
        partition(settings(EmbeddedArtemis.QUEUE, LOGIN)).once(List.of(entry));

        // then
        Message message = take(EmbeddedArtemis.QUEUE, 1).getFirst();
        assertThat(QueueReader.text(message)).isEqualTo("{\"t\":1}");
        assertThat(message.isDurable()).isTrue();
        assertThat(message.getMessageId()).isEqualTo("m1");
        assertThat(message.getContentType()).isEqualTo("application/json");
        assertThat(message.getContentEncoding()).isEqualTo("utf-8");
        assertThat(message.getMessageAnnotations().getValue())
                .containsEntry(Symbol.valueOf("iothub-connection-device-id"), "d1")
                .containsEntry(Symbol.valueOf("iothub-message-source"), "Telemetry");
        assertThat(message.getApplicationProperties().getValue()).containsEntry("level", "hot")
                .containsEntry("iothub-connection-device-id", "d1").containsEntry("iothub-message-source", "Telemetry");
    }

    @Test
    void whatABrokerCannotTakeWhileItIsDownIsSentWhenItIsBack() {
        // given
        Forwarding partition = partition(settings(EmbeddedArtemis.QUEUE, LOGIN));
        partition.all(Entries.numbered(1, 101));

        // when
        broker.stop();
        Delivery down = partition.once(Entries.numbered(101, 201));
        broker.start();
        partition.all(Entries.numbered(101, 201));

        // then
        assertThat(fault(down).category()).isEqualTo(Category.TRANSIENT);
        assertThat(down.checkpoint()).isEqualTo(101);
        assertThat(take(EmbeddedArtemis.QUEUE, 200)).hasSize(200).extracting(QueueReader::text).isSortedAccordingTo(
                (one, other) -> Long.compare(Long.parseLong(one), Long.parseLong(other)));
    }

    @Test
    void nothingIsLostOrOvertakenWhenTheBrokerFallsInTheMiddle() throws Exception {
        // given
        Forwarding partition = partition(settings(EmbeddedArtemis.QUEUE, LOGIN));
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> sendInBatches(partition, sent));
        Awaitility.await().until(() -> broker.waiting(EmbeddedArtemis.QUEUE) > 300);

        // when
        broker.stop();
        broker.start();
        sent.get(30, TimeUnit.SECONDS);

        // then
        List<Long> numbers = take(EmbeddedArtemis.QUEUE, 2_000).stream().map(QueueReader::text).map(Long::valueOf).toList();
        assertThat(partition.faults()).isNotEmpty();
        assertThat(numbers).containsAll(LongStream.rangeClosed(1, 2_000).boxed().toList());
        long last = 0;
        for (long number : numbers) {
            assertThat(number).isLessThanOrEqualTo(last + 1);
            last = Math.max(last, number);
        }
    }

    private static void sendInBatches(Forwarding partition, CompletableFuture<Void> sent) {
        for (long from = 1; from <= 2_000; from += 200) {
            partition.all(Entries.numbered(from, from + 200));
        }
        sent.complete(null);
    }

    @Test
    void partitionsShareTheConnectionAndKeepTheirOrder() {
        // given
        AmqpEndpoint endpoint = endpoint(settings(EmbeddedArtemis.QUEUE, LOGIN), LONG);
        Forwarding one = new Forwarding(endpoint.partition(0));
        Forwarding other = new Forwarding(endpoint.partition(1));

        // when
        Delivery first = one.once(Entries.numbered(1, 51));
        Delivery second = other.once(Entries.numbered(11, 61));

        // then
        assertThat(first).isEqualTo(Delivery.upTo(51));
        assertThat(second).isEqualTo(Delivery.upTo(61));
        Awaitility.await().untilAsserted(() -> assertThat(broker.connections()).isEqualTo(1));
        assertThat(take(EmbeddedArtemis.QUEUE, 100)).hasSize(100);
    }

    @Test
    void wrongPasswordIsUnauthorized() {
        assertThat(fault(partition(settings(EmbeddedArtemis.QUEUE, login(EmbeddedArtemis.USER, "wrong-password")))
                .once(Entries.numbered(1, 3)))).satisfies(fault -> {
                    assertThat(fault.category()).isEqualTo(Category.UNAUTHORIZED);
                    assertThat(fault.toString()).doesNotContain("wrong-password");
                });
    }

    @Test
    void noLoginAtABrokerThatWantsOneIsUnauthorized() {
        assertThat(fault(partition(settings(EmbeddedArtemis.QUEUE, Optional.empty())).once(Entries.numbered(1, 3))).category())
                .isEqualTo(Category.UNAUTHORIZED);
    }

    @Test
    void loginThatMayNotSendIsUnauthorized() {
        assertThat(fault(partition(settings(EmbeddedArtemis.QUEUE, login(EmbeddedArtemis.READER, EmbeddedArtemis.PASSWORD)))
                .once(Entries.numbered(1, 3))).category()).isEqualTo(Category.UNAUTHORIZED);
    }

    @Test
    void addressThatIsNotThereIsTold() {
        assertThat(fault(partition(settings("nowhere", LOGIN)).once(Entries.numbered(1, 3))).detail()).contains("nowhere");
    }

    @Test
    void fullQueueIsTold() {
        // given
        Forwarding partition = partition(settings(EmbeddedArtemis.FULL, LOGIN));

        // when
        Delivery delivery = partition.once(large(30));

        // then
        assertThat(fault(delivery).category()).isEqualTo(Category.QUEUE_FULL);
        assertThat(delivery.checkpoint()).isBetween(2L, 30L);
        assertThat(delivery.refused()).isEmpty();
    }

    @Test
    void brokerThatGivesNoCreditIsToldAndTriedAgain() {
        // given
        Forwarding partition = impatient(settings(EmbeddedArtemis.BLOCKED, LOGIN));

        // when
        Delivery delivery = partition.once(large(2_000));
        Delivery again = partition.once(large(2_000));

        // then
        assertThat(fault(delivery).category()).isEqualTo(Category.THROTTLED);
        assertThat(delivery.checkpoint()).isBetween(2L, 2_000L);
        assertThat(fault(again).category()).isEqualTo(Category.THROTTLED);
    }

    @Test
    void closedEndpointLetsGoOfWhatIsUnderWayAndTakesNothingMore() throws Exception {
        // given
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            AmqpSettings settings = new AmqpSettings(EndpointKind.AMQP_ADDRESSES, "127.0.0.1", silent.getLocalPort(), false,
                    "q",
                    LOGIN, Optional.empty());
            AmqpEndpoint endpoint = endpoint(settings, LONG);
            PartitionSender partition = endpoint.partition(0);
            CompletableFuture<Delivery> underWay = partition.send(Entries.numbered(1, 3)).subscribeAsCompletionStage();

            // when
            partition.close().await().atMost(SHORT);
            endpoint.close().await().atMost(SHORT);

            // then
            assertThat(fault(underWay.get(1, TimeUnit.SECONDS)).detail()).contains("closed");
            assertThat(fault(partition.send(Entries.numbered(1, 3)).await().atMost(SHORT)).detail()).contains("closed");
        }
    }

    private static List<OutboxEntry> large(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(sequence -> Entries.text(sequence, "x".repeat(1_000))).toList();
    }

    @Test
    void serverThatSaysNothingIsGivenUp() throws Exception {
        // given
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            AmqpSettings settings = new AmqpSettings(EndpointKind.AMQP_ADDRESSES, "127.0.0.1", silent.getLocalPort(), false,
                    "q",
                    LOGIN, Optional.empty());

            // when
            Delivery delivery = impatient(settings).once(Entries.numbered(1, 3));

            // then
            assertThat(fault(delivery).category()).isEqualTo(Category.TIMEOUT);
            assertThat(delivery.checkpoint()).isEqualTo(1);
        }
    }

    @Test
    void certificateIsTrustedWhenItIsDeclaredAndForTheName(@TempDir Path directory) {
        // given
        Holder root = Maker.root("broker root");
        Holder certificate = named(root, new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        try (EmbeddedArtemis secured = EmbeddedArtemis.secured(directory, certificate)) {

            // when
            Delivery trusted = partition(secured(secured, "127.0.0.1", Optional.of(root.pem()))).once(Entries.numbered(1, 3));
            Delivery untrusted = partition(secured(secured, "127.0.0.1", Optional.empty())).once(Entries.numbered(1, 3));
            Delivery named = partition(secured(secured, "localhost", Optional.of(root.pem()))).once(Entries.numbered(1, 3));

            // then
            assertThat(trusted).isEqualTo(Delivery.upTo(3));
            assertThat(fault(untrusted).detail()).contains("certificate");
            assertThat(fault(named).detail()).contains("certificate");
            assertThat(secured.waiting(EmbeddedArtemis.QUEUE)).isEqualTo(2);
        }
    }

    private static AmqpSettings secured(EmbeddedArtemis secured, String host, Optional<String> trusted) {
        return new AmqpSettings(EndpointKind.SERVICE_BUS_QUEUES, host, secured.port(), true, EmbeddedArtemis.QUEUE, LOGIN,
                trusted);
    }

    private static Holder named(Holder root, GeneralName name) {
        return Maker.named("broker").with(Extension.subjectAlternativeName, false, new GeneralNames(name)).signedBy(root);
    }
}
