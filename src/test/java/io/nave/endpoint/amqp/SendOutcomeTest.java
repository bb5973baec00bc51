package io.nave.endpoint.amqp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.endpoint.Entries;
import io.nave.endpoint.Forwarding;
import io.nave.endpoint.amqp.ScriptedPeer.Arrival;
import io.nave.routing.endpoints.AmqpSettings;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.EndpointFault.Category;
import io.nave.routing.endpoints.EndpointKind;
import io.vertx.core.Vertx;

import static org.assertj.core.api.Assertions.assertThat;

/** What the outcomes of messages mean for what is sent next (AMQP 1.0 part 3 §3.4, semantics §1.7). */
class SendOutcomeTest {

    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static ScriptedPeer peer(BiConsumer<Arrival, ScriptedPeer> script) {
        return ScriptedPeer.start(vertx, 0, script);
    }

    /** Answers to the third message, and takes the others. */
    private static BiConsumer<Arrival, ScriptedPeer> third(Consumer<Arrival> answer) {
        return (arrival, peer) -> {
            if (arrival.text().equals("3")) {
                answer.accept(arrival);
            } else {
                peer.take(arrival);
            }
        };
    }

    private static Forwarding partition(ScriptedPeer peer) {
        AmqpSettings settings = new AmqpSettings(EndpointKind.SERVICE_BUS_QUEUES, "127.0.0.1", peer.port(), false, "q",
                Optional.empty(), Optional.empty());
        return new Forwarding(new AmqpEndpoint(new CustomEndpoint(1, "peer", Duration.ofHours(1), settings), settings, vertx)
                .partition(0));
    }

    @ParameterizedTest
    @ValueSource(strings = { "amqp:decode-error", "amqp:precondition-failed", "amqp:link:message-size-exceeded" })
    void messageThatIsToBlameIsRefusedAndTheOthersPass(String condition) {
        try (ScriptedPeer peer = peer(third(arrival -> arrival.reject(condition)))) {
            // when
            Delivery delivery = partition(peer).once(Entries.numbered(1, 6));

            // then
            assertThat(delivery.checkpoint()).isEqualTo(6);
            assertThat(delivery.fault()).isEmpty();
            assertThat(delivery.refused()).singleElement().satisfies(refusal -> {
                assertThat(refusal.entry().sequence()).isEqualTo(3);
                assertThat(refusal.reason()).contains(condition, "said the peer");
            });
            assertThat(peer.accepted()).containsExactly("1", "2", "4", "5");
        }
    }

    @ParameterizedTest
    @CsvSource({ "amqp:resource-limit-exceeded,QUEUE_FULL", "amqp:unauthorized-access,UNAUTHORIZED",
            "com.microsoft:server-busy,THROTTLED", "com.microsoft:timeout,TIMEOUT", "amqp:internal-error,INTERNAL_ERROR",
            "com.microsoft:entity-disabled,ENDPOINT_EXTERNALLY_DISABLED", "amqp:something-else,TRANSIENT" })
    void rejectionForAnotherReasonStopsThere(String condition, Category category) {
        try (ScriptedPeer peer = peer(third(arrival -> arrival.reject(condition)))) {
            // when
            Delivery delivery = partition(peer).once(Entries.numbered(1, 6));

            // then
            assertThat(delivery.checkpoint()).isEqualTo(3);
            assertThat(delivery.refused()).isEmpty();
            assertThat(delivery.fault()).hasValueSatisfying(fault -> assertThat(fault.category()).isEqualTo(category));
        }
    }

    @Test
    void releasedMessageIsSentAgain() {
        // given
        AtomicBoolean before = new AtomicBoolean();
        try (ScriptedPeer peer = peer((arrival, self) -> {
            if (arrival.text().equals("3") && before.compareAndSet(false, true)) {
                arrival.release();
            } else {
                self.take(arrival);
            }
        })) {
            Forwarding partition = partition(peer);

            // when
            partition.all(Entries.numbered(1, 4));

            // then
            assertThat(partition.faults()).singleElement().extracting(fault -> fault.category()).isEqualTo(Category.TRANSIENT);
            assertThat(peer.accepted()).containsExactly("1", "2", "3");
        }
    }

    @Test
    void messageThatTheServerSaysIsTooLargeIsNotSent() {
        try (ScriptedPeer peer = ScriptedPeer.start(vertx, 2_000, (arrival, self) -> self.take(arrival))) {
            // when
            Delivery delivery = partition(peer)
                    .once(List.of(Entries.text(1, "a"), Entries.text(2, "x".repeat(2_000)), Entries.text(3, "c")));

            // then
            assertThat(delivery.checkpoint()).isEqualTo(4);
            assertThat(delivery.fault()).isEmpty();
            assertThat(delivery.refused()).singleElement()
                    .satisfies(refusal -> assertThat(refusal.entry().sequence()).isEqualTo(2));
            assertThat(peer.accepted()).containsExactly("a", "c");
        }
    }

    @Test
    void messageThatClosesTheLinkIsFoundAmongTheOthers() {
        try (ScriptedPeer peer = peer(third(arrival -> arrival.closeLink("amqp:link:message-size-exceeded")))) {
            Forwarding partition = partition(peer);

            // when
            partition.all(Entries.numbered(1, 6));

            // then
            assertThat(partition.refused()).singleElement()
                    .satisfies(refusal -> assertThat(refusal.entry().sequence()).isEqualTo(3));
            assertThat(peer.accepted()).contains("1", "2", "4", "5").doesNotContain("3");
        }
    }

    @Test
    void linkThatIsClosedWhileNothingIsSentIsOpenedAgain() {
        // given
        List<Arrival> arrivals = new CopyOnWriteArrayList<>();
        try (ScriptedPeer peer = peer((arrival, self) -> {
            arrivals.add(arrival);
            self.take(arrival);
        })) {
            Forwarding partition = partition(peer);
            partition.all(Entries.numbered(1, 3));

            // when
            vertx.runOnContext(nothing -> arrivals.getLast().closeLink("amqp:link:detach-forced"));
            partition.all(Entries.numbered(3, 5));

            // then
            assertThat(peer.accepted()).endsWith("3", "4").startsWith("1", "2");
        }
    }
}
