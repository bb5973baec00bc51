package io.nave.endpoint.webhook;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.certificates.Holder;
import io.nave.certificates.Maker;
import io.nave.endpoint.Entries;
import io.nave.endpoint.Forwarding;
import io.nave.endpoint.webhook.WebhookReceiver.Answer;
import io.nave.endpoint.webhook.WebhookReceiver.Received;
import io.nave.hub.id.HubNames;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.EndpointFault.Category;
import io.nave.routing.endpoints.EndpointSecret;
import io.nave.routing.endpoints.WebhookSettings;
import io.nave.routing.outbox.OutboxEntry;
import io.vertx.core.Vertx;

import static org.assertj.core.api.Assertions.assertThat;

/** Events reach a receiver over HTTP: all of them, in order, at least once (semantics §1.6, §1.7). */
final class WebhookEndpointTest {

    private static final HubNames NAMES = new HubNames("hub.example.com", Set.of(), "nave");

    private static final Duration TO_ANSWER = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx();
    private WebhookReceiver receiver = WebhookReceiver.plain();

    @AfterEach
    void close() {
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Forwarding forwarding(int maxEvents) {
        return forwarding(receiver.url(), maxEvents, Optional.empty());
    }

    private Forwarding forwarding(URI url, int maxEvents, Optional<String> trusted) {
        WebhookSettings settings = new WebhookSettings(url, Optional.of(new EndpointSecret("hush")), maxEvents, trusted);
        CustomEndpoint endpoint = new CustomEndpoint(1, "hook", CustomEndpoint.DEFAULT_TIME_TO_LIVE, settings);
        return new Forwarding(new WebhookEndpoint(endpoint, settings, vertx, NAMES, Clock.systemUTC(), TO_ANSWER).partition(3));
    }

    private static List<String> ids(List<JsonNode> events) {
        return events.stream().map(event -> event.path("id").textValue()).toList();
    }

    private static List<String> ids(long from, long to) {
        return LongStream.range(from, to).mapToObj(sequence -> "3-" + sequence).toList();
    }

    @Test
    void entriesArriveInOrderInBatchesOverOneConnection() {
        // when
        Delivery delivery = forwarding(100).once(Entries.numbered(7, 257));

        // then
        assertThat(delivery).isEqualTo(Delivery.upTo(257));
        assertThat(ids(receiver.taken())).isEqualTo(ids(7, 257));
        assertThat(receiver.received()).hasSize(3);
        assertThat(receiver.received().stream().map(Received::remotePort).distinct()).hasSize(1);
    }

    @Test
    void requestSaysWhatItIs() {
        // when
        forwarding(100).once(Entries.numbered(1, 2));

        // then
        Received request = receiver.received().getFirst();
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(request.headers().getFirst("Nave-Signature")).matches("t=\\d{10},v1=[0-9a-f]{64}");
    }

    @Test
    void withoutEntriesNothingIsPosted() {
        // given
        Forwarding forwarding = forwarding(100);
        long unknown = forwarding.once(List.of()).checkpoint();
        forwarding.once(Entries.numbered(1, 3));

        // when
        Delivery delivery = forwarding.once(List.of());

        // then
        assertThat(unknown).isZero();
        assertThat(delivery).isEqualTo(Delivery.upTo(3));
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void receiverThatGoesAwayGetsEverythingWhenItIsBack() {
        // given
        Forwarding forwarding = forwarding(10);
        AtomicBoolean stopped = new AtomicBoolean();
        receiver.answers(request -> {
            if (request.body().contains("\"3-25\"") && stopped.compareAndSet(false, true)) {
                receiver.stop(); // in the middle of a request
            }
            return Answer.of(200);
        });

        // when
        Delivery cut = forwarding.once(Entries.numbered(0, 50));
        Delivery away = forwarding.once(Entries.numbered(cut.checkpoint(), 50));
        receiver.start();
        forwarding.all(Entries.numbered(away.checkpoint(), 50));

        // then
        assertThat(cut.checkpoint()).isEqualTo(20);
        assertThat(cut.fault().orElseThrow().category()).isEqualTo(Category.TRANSIENT);
        assertThat(away.fault().orElseThrow().category()).isEqualTo(Category.TRANSIENT);
        assertThat(away.fault().toString()).doesNotContain("kept-secret");
        assertThat(ids(receiver.taken()).stream().distinct()).isEqualTo(ids(0, 50));
    }

    @ParameterizedTest
    @CsvSource({ "401,UNAUTHORIZED", "403,UNAUTHORIZED", "410,ENDPOINT_EXTERNALLY_DISABLED", "500,TRANSIENT" })
    void whatIsNotTakenIsSentAgain(int status, Category category) {
        // given
        receiver.answers(request -> Answer.of(request.body().contains("\"3-2\"") ? status : 204));

        // when
        Delivery delivery = forwarding(2).once(Entries.numbered(0, 6));

        // then
        assertThat(delivery.checkpoint()).isEqualTo(2);
        assertThat(delivery.refused()).isEmpty();
        assertThat(delivery.fault().orElseThrow().category()).isEqualTo(category);
        assertThat(receiver.received()).hasSize(2);
    }

    @Test
    void redirectIsNotFollowed() {
        // given
        receiver.answers(request -> new Answer(307, Map.of("Location", receiver.url().toString())));

        // when
        Delivery delivery = forwarding(2).once(Entries.numbered(0, 2));

        // then
        assertThat(delivery.fault().orElseThrow().category()).isEqualTo(Category.TRANSIENT);
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void batchThatIsTooLargeIsHalvedAndOneThatIsTooLargeIsRefused() {
        // given
        receiver.answers(request -> Answer.of(request.events().size() > 3 || request.body().contains("\"3-5\"") ? 413 : 200));

        // when
        Delivery delivery = forwarding(100).once(Entries.numbered(0, 20));

        // then
        assertThat(delivery.checkpoint()).isEqualTo(20);
        assertThat(delivery.refused()).singleElement().satisfies(refusal -> {
            assertThat(refusal.entry().sequence()).isEqualTo(5);
            assertThat(refusal.reason()).contains("413");
        });
        assertThat(ids(receiver.taken())).isEqualTo(without("3-5", ids(0, 20)));
    }

    @Test
    void refusedEventIsFoundAndTheOthersAreTaken() {
        // given
        receiver.answers(request -> Answer.of(request.body().contains("\"3-13\"") ? 422 : 200));

        // when
        Delivery delivery = forwarding(100).once(Entries.numbered(0, 200));

        // then
        assertThat(delivery.checkpoint()).isEqualTo(200);
        assertThat(delivery.refused()).singleElement()
                .satisfies(refusal -> assertThat(refusal.entry().sequence()).isEqualTo(13));
        assertThat(ids(receiver.taken())).isEqualTo(without("3-13", ids(0, 200)));
        assertThat(receiver.received()).hasSizeLessThan(20);
    }

    private static List<String> without(String id, List<String> ids) {
        return ids.stream().filter(each -> !each.equals(id)).toList();
    }

    @Test
    void receiverThatAsksForAPauseIsLeftAlone() {
        // given
        Forwarding forwarding = forwarding(100);
        receiver.answers(request -> new Answer(429, Map.of("Retry-After", "3600")));

        // when
        Delivery first = forwarding.once(Entries.numbered(0, 2));
        Delivery second = forwarding.once(Entries.numbered(0, 2));

        // then
        assertThat(first.fault().orElseThrow().category()).isEqualTo(Category.THROTTLED);
        assertThat(second).isEqualTo(first);
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void silentReceiverIsATimeout() {
        // given
        CountDownLatch released = new CountDownLatch(1);
        receiver.answers(request -> {
            released.await();
            return Answer.of(200);
        });

        // when
        long before = System.nanoTime();
        Delivery delivery = forwarding(100).once(Entries.numbered(0, 2));
        released.countDown();

        // then
        assertThat(delivery.fault().orElseThrow().category()).isEqualTo(Category.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TO_ANSWER.multipliedBy(3));
    }

    @Test
    void serverIsTrustedByItsDeclaredAuthorityOnlyAndForItsNameOnly() {
        // given
        receiver.close();
        Holder root = Maker.root("webhook root");
        receiver = WebhookReceiver.secured(named(root, new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        List<OutboxEntry> entries = Entries.numbered(0, 2);

        // when
        Delivery untrusted = forwarding(receiver.url(), 10, Optional.empty()).once(entries);
        Delivery trusted = forwarding(receiver.url(), 10, Optional.of(root.pem())).once(entries);
        receiver.close();
        receiver = WebhookReceiver.secured(named(root, new GeneralName(GeneralName.dNSName, "other.example.com")));
        Delivery otherName = forwarding(receiver.url(), 10, Optional.of(root.pem())).once(entries);

        // then
        assertThat(untrusted.fault().orElseThrow().detail()).contains("not trusted");
        assertThat(trusted).isEqualTo(Delivery.upTo(2));
        assertThat(otherName.fault().orElseThrow().detail()).contains("not for its name");
    }

    private static Holder named(Holder root, GeneralName name) {
        return Maker.named("webhook").with(Extension.subjectAlternativeName, false, new GeneralNames(name)).signedBy(root);
    }
}
