package io.nave.endpoint.kafka;

import java.util.Objects;

import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import io.nave.endpoint.Entries;
import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.EndpointFault.Category;

import static org.assertj.core.api.Assertions.assertThat;

/** How far a batch is there when Kafka takes some of it (semantics §1.6), and what its errors mean (§1.7). */
final class KafkaRoundTest {

    private final MockProducer<byte[], byte[]> kafka = new MockProducer<>(false, new RoundRobinPartitioner(),
            new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaConnection connection = new KafkaConnection(kafka);
    private final KafkaRound round = new KafkaRound("t", Entries.numbered(10, 14));

    private Delivery delivery() {
        return round.delivery().toCompletableFuture().getNow(Delivery.upTo(-1));
    }

    @Test
    void batchIsThereWhenEachOfItIs() {
        // given
        round.send(connection);
        kafka.completeNext();
        kafka.completeNext();
        kafka.completeNext();

        // when
        boolean before = round.delivery().toCompletableFuture().isDone();
        kafka.completeNext();

        // then
        assertThat(before).isFalse();
        assertThat(delivery()).isEqualTo(Delivery.upTo(14));
    }

    @Test
    void whatIsBehindAFailedOneIsSentAgainEvenIfItWasTaken() {
        // given
        round.send(connection);

        // when
        kafka.completeNext();
        kafka.errorNext(new TimeoutException("late"));
        kafka.completeNext();
        kafka.completeNext();

        // then
        assertThat(delivery().checkpoint()).isEqualTo(11);
        assertThat(delivery().fault().orElseThrow().category()).isEqualTo(Category.TIMEOUT);
        assertThat(kafka.closed()).isTrue();
    }

    @Test
    void refusedOneIsPassedOver() {
        // given
        round.send(connection);

        // when
        kafka.completeNext();
        kafka.errorNext(new RecordTooLargeException());
        kafka.completeNext();
        kafka.completeNext();

        // then
        assertThat(delivery().checkpoint()).isEqualTo(14);
        assertThat(delivery().fault()).isEmpty();
        assertThat(delivery().refused()).singleElement()
                .satisfies(refusal -> assertThat(refusal.entry().sequence()).isEqualTo(11));
        assertThat(kafka.closed()).isFalse();
    }

    @Test
    void refusedOneBehindAFaultIsNotRefusedYet() {
        // given
        round.send(connection);

        // when
        kafka.errorNext(new NotEnoughReplicasException());
        kafka.errorNext(new RecordTooLargeException());
        kafka.completeNext();
        kafka.completeNext();

        // then
        assertThat(delivery()).isEqualTo(Delivery.failedAt(10, delivery().fault().orElseThrow()));
    }

    @Test
    void nothingIsSentOverAConnectionThatFailed() {
        // given
        EndpointFault fault = new EndpointFault(Category.TRANSIENT, "gone");
        connection.fail(fault);

        // when
        round.send(connection);

        // then
        assertThat(delivery()).isEqualTo(Delivery.failedAt(10, fault));
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void failureOnTheSpotEndsTheSending() {
        // given
        kafka.sendException = new TimeoutException("no metadata");

        // when
        round.send(connection);

        // then
        assertThat(delivery().checkpoint()).isEqualTo(10);
        assertThat(delivery().fault().orElseThrow().category()).isEqualTo(Category.TIMEOUT);
    }

    @Test
    void fullBufferEndsTheSendingAndLetsTheRestArrive() {
        // given
        kafka.sendException = new BufferExhaustedException("full");

        // when
        EndpointFault stopped = round.send(connection);

        // then
        assertThat(delivery()).isEqualTo(Delivery.failedAt(10, Objects.requireNonNull(stopped)));
        assertThat(stopped.category()).isEqualTo(Category.TIMEOUT);
        assertThat(kafka.closed()).isFalse();
    }

    @Test
    void errorsHaveTheirCategories() {
        assertThat(KafkaFaults.of(new SaslAuthenticationException("no")).orElseThrow().category())
                .isEqualTo(Category.UNAUTHORIZED);
        assertThat(KafkaFaults.of(new TopicAuthorizationException("no")).orElseThrow().category())
                .isEqualTo(Category.UNAUTHORIZED);
        assertThat(KafkaFaults.of(new UnknownTopicOrPartitionException()).orElseThrow().category())
                .isEqualTo(Category.ENDPOINT_EXTERNALLY_DISABLED);
        assertThat(KafkaFaults.of(new NotEnoughReplicasException()).orElseThrow().category()).isEqualTo(Category.TRANSIENT);
        assertThat(KafkaFaults.of(new IllegalStateException("closed")).orElseThrow().category()).isEqualTo(Category.TRANSIENT);
    }
}
