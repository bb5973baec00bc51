package io.nave.protocol.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.InMemoryDeviceBoundQueue;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.Received;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.message.MessageBody;
import io.quarkus.runtime.StartupEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Devices that ask for a message and wait for one (nave.https.receive-wait). */
class LongPollsTest {

    private static final QueueId QUEUE = new QueueId(new DeviceId("d1"), "1");
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DeviceBoundQueue queue = new InMemoryDeviceBoundQueue(DeviceBoundLimits.DEFAULT, Clock.systemUTC(), told -> {
    });
    private final ConnectionTable connections = new ConnectionTable();

    private record Config(Duration receiveWait, int maxWaiting) implements HttpsConfig {
    }

    private LongPolls polls(Duration wait, int max) {
        LongPolls polls = new LongPolls(queue, connections, Clock.systemUTC(), new Config(wait, max));
        polls.start(new StartupEvent());
        return polls;
    }

    private static CompletableFuture<Received> receive(LongPolls polls) {
        return polls.receive(QUEUE, () -> false).subscribeAsCompletionStage();
    }

    private void send() {
        DeviceBoundMessage message = new DeviceBoundMessage(Map.of(), Map.of(), MessageBody.of(new byte[] { 1 }));
        queue.enqueue(QUEUE, message, Instant.now().plus(LONG)).await().atMost(PATIENCE);
    }

    private void wake() {
        connections.messagesWaiting(ClientId.of("d1"));
    }

    @Test
    void emptyQueueIsSaidAtOnceUnlessWaitingIsWanted() {
        assertThat(receive(polls(Duration.ZERO, 10)).join().messages()).isEmpty();
    }

    @Test
    void messageThatWaitsIsReceivedAtOnce() {
        // given
        send();

        // when then
        assertThat(receive(polls(LONG, 10)).join().messages()).hasSize(1);
    }

    @Test
    void messageThatComesWakesTheDevice() {
        // given
        CompletableFuture<Received> received = receive(polls(LONG, 10));
        assertThat(received).isNotDone();

        // when
        send();
        wake();

        // then
        assertThat(received).succeedsWithin(PATIENCE).satisfies(r -> assertThat(r.messages()).hasSize(1));
    }

    @Test
    void messageOfAnotherReplicaIsFoundAnyway() {
        // given
        CompletableFuture<Received> received = receive(polls(LONG, 10));

        // when
        send();

        // then
        assertThat(received).succeedsWithin(PATIENCE).satisfies(r -> assertThat(r.messages()).hasSize(1));
    }

    @Test
    void patienceEnds() {
        assertThat(receive(polls(Duration.ofMillis(30), 10))).succeedsWithin(PATIENCE)
                .satisfies(r -> assertThat(r.messages()).isEmpty());
    }

    @Test
    void ofTwoThatWaitOneGetsTheMessage() {
        // given
        LongPolls polls = polls(LONG, 10);
        CompletableFuture<Received> one = receive(polls);
        CompletableFuture<Received> other = receive(polls);

        // when
        send();
        wake();

        // then
        await().atMost(PATIENCE).until(() -> one.isDone() ^ other.isDone());
    }

    @Test
    void whoComesWhenTooManyWaitIsAnsweredAtOnceUntilOneLeaves() {
        // given
        LongPolls polls = polls(LONG, 1);
        CompletableFuture<Received> first = receive(polls);

        // when
        CompletableFuture<Received> second = receive(polls);
        send();
        wake();
        assertThat(first).succeedsWithin(PATIENCE);
        CompletableFuture<Received> third = receive(polls);

        // then
        assertThat(second).isDone();
        assertThat(third).isNotDone();
    }

    @Test
    void whoHasLeftTakesNoMessage() {
        // given
        CompletableFuture<Void> gone = new CompletableFuture<>();
        CompletableFuture<Received> received = polls(LONG, 10).receive(QUEUE, gone::isDone).subscribeAsCompletionStage();

        // when
        gone.complete(null);
        send();
        wake();

        // then
        assertThat(received).succeedsWithin(PATIENCE).satisfies(r -> assertThat(r.messages()).isEmpty());
        assertThat(receive(polls(Duration.ZERO, 1)).join().messages()).hasSize(1);
    }
}
