package io.nave.hub.connections;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.connections.NodeMessenger.NodeCall.AccessChanged;
import io.nave.hub.connections.NodeMessenger.NodeCall.Connected;
import io.nave.hub.connections.NodeMessenger.NodeCall.EventsAppended;
import io.nave.hub.connections.NodeMessenger.NodeCall.InvokeMethod;
import io.nave.hub.connections.NodeMessenger.NodeCall.MessagesWaiting;
import io.nave.hub.connections.NodeMessenger.NodeCall.MethodAnswered;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What every NodeMessenger keeps to, between two replicas of a hub. */
public abstract class NodeMessengerContract {

    private static final List<NodeCall> ONE_OF_EACH = List.of(new EventsAppended(0b1010),
            new EventsAppended(Long.MIN_VALUE), new Connected(ClientId.of("d:1%_#*?!(),=@;$'", "m-1")),
            new Connected(ClientId.of("d1")), new MessagesWaiting(ClientId.of("d1")),
            new AccessChanged(new AccessChange.Identity(new DeviceId("d+1"))),
            new AccessChanged(new AccessChange.Policy("my-policy")), new AccessChanged(new AccessChange.Authority("root.1")),
            new AccessChanged(new AccessChange.Rules()));

    private final List<NodeCall> heard = new CopyOnWriteArrayList<>();

    protected abstract NodeMessenger first();

    protected abstract NodeMessenger second();

    protected abstract ReplicaId firstId();

    protected abstract ReplicaId secondId();

    /** Where the second replica notes whom it holds; its lease runs. */
    protected abstract PresenceStore presenceOfSecond();

    /** Ends the calls of a replica as a stop of the server does. */
    protected abstract void stop(NodeMessenger replica);

    /** Returns when all who subscribed are listening. */
    protected void awaitListening() {
    }

    @Test
    void othersHearEverythingInOrder() {
        // given
        second().calls().subscribe().with(heard::add);
        awaitListening();
        // when
        ONE_OF_EACH.forEach(call -> tell(first(), call));
        // then
        await().untilAsserted(() -> assertThat(heard).isEqualTo(ONE_OF_EACH));
    }

    @Test
    void oneReplicaIsToldAlone() {
        // given
        second().calls().subscribe().with(heard::add);
        awaitListening();
        // when
        done(first().tell(secondId(), new MessagesWaiting(ClientId.of("d1"))));
        done(first().tell(ReplicaId.random(), new MessagesWaiting(ClientId.of("d2"))));
        tell(first(), new EventsAppended(2));
        // then
        await().untilAsserted(() -> assertThat(heard)
                .containsExactly(new MessagesWaiting(ClientId.of("d1")), new EventsAppended(2)));
    }

    @Test
    void holderAloneIsTold() {
        // given
        ClientId client = ClientId.of("held", "m;1");
        List<NodeCall> heardByFirst = new CopyOnWriteArrayList<>();
        second().calls().subscribe().with(heard::add);
        awaitListening();
        first().calls().subscribe().with(heardByFirst::add);
        assertThat(tellsHolder(first(), client, 1)).isFalse();
        presenceOfSecond().connected(new TestConnection(client, "g1")).await().atMost(Duration.ofSeconds(10));
        // then
        assertThat(tellsHolder(first(), client, 2)).isTrue();
        assertThat(tellsHolder(first(), ClientId.of("held"), 3)).isFalse();
        assertThat(tellsHolder(second(), client, 4)).as("the holder itself").isFalse();
        await().untilAsserted(() -> assertThat(heard).containsExactly(new EventsAppended(2)));
        assertThat(heardByFirst).isEmpty();
    }

    @Test
    void holderThatHasStoppedIsNotTold() {
        // given
        ClientId client = ClientId.of("left");
        second().calls().subscribe().with(heard::add);
        awaitListening();
        presenceOfSecond().connected(new TestConnection(client, "g1")).await().atMost(Duration.ofSeconds(10));
        // when
        stop(second());
        // then
        await().untilAsserted(() -> assertThat(tellsHolder(first(), client, 1)).isFalse());
    }

    private static boolean tellsHolder(NodeMessenger replica, ClientId client, long partitions) {
        return replica.tellHolder(client, new EventsAppended(partitions)).await().atMost(Duration.ofSeconds(10));
    }

    @Test
    void methodsAndTheirAnswersArriveAsTheyWere() {
        // given
        String large = "\"" + "é €\t😀 ".repeat(10_000) + "\"";
        List<NodeCall> calls = List.of(
                new InvokeMethod(firstId(), Long.MAX_VALUE, ClientId.of("d:1%_#*?!(),=@;$'", "m-1"),
                        new MethodRequest("a*b", " { \"x y\" : 1e2 }\n", Duration.ofMinutes(5))),
                new InvokeMethod(firstId(), 1, ClientId.of("d1"), new MethodRequest("m", large, Duration.ofSeconds(5))),
                new MethodAnswered(1, new MethodAnswer.Result(Integer.MIN_VALUE, large)),
                new MethodAnswered(2, MethodAnswer.NOT_ONLINE), new MethodAnswered(3, MethodAnswer.TIMED_OUT));
        second().calls().subscribe().with(heard::add);
        awaitListening();
        // when
        calls.forEach(call -> done(first().tell(secondId(), call)));
        // then
        await().untilAsserted(() -> assertThat(heard).isEqualTo(calls));
    }

    @Test
    void nobodyHearsItself() {
        // given
        first().calls().subscribe().with(heard::add);
        awaitListening();
        // when
        tell(first(), new EventsAppended(1));
        tell(second(), new EventsAppended(2));
        // then
        await().untilAsserted(() -> assertThat(heard).containsExactly(new EventsAppended(2)));
    }

    @Test
    void everyReceiverOfAReplicaHears() {
        // given
        List<NodeCall> alsoHeard = new CopyOnWriteArrayList<>();
        second().calls().subscribe().with(heard::add);
        second().calls().subscribe().with(alsoHeard::add);
        awaitListening();
        // when
        tell(first(), new EventsAppended(4));
        // then
        await().untilAsserted(() -> assertThat(heard).containsExactly(new EventsAppended(4)));
        await().untilAsserted(() -> assertThat(alsoHeard).containsExactly(new EventsAppended(4)));
    }

    @Test
    void callsEndOnStop() throws InterruptedException {
        // given
        CountDownLatch ended = new CountDownLatch(1);
        second().calls().subscribe().with(heard::add, failure -> {
        }, ended::countDown);
        awaitListening();
        // when
        stop(second());
        // then
        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    }

    protected static void tell(NodeMessenger replica, NodeCall call) {
        done(replica.tell(call));
    }

    private static void done(Uni<Void> told) {
        told.await().atMost(Duration.ofSeconds(10));
    }
}
