package io.nave.storage.redis;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.nave.hub.connections.TestConnection;
import io.nave.hub.devicebound.DeliveryAcknowledgement;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.DeviceBoundQueueContract;
import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.Received;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Queues of devices in Redis keep to the contract, and to what they promised when Redis dies, hangs or is full. */
final class RedisDeviceBoundQueueIT extends DeviceBoundQueueContract {

    @RegisterExtension
    static final RedisEngine ENGINE = new RedisEngine();

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int DEVICES = 100;
    private static final int EACH = 40;

    private QueueReplica first;
    private QueueReplica second;

    @BeforeEach
    void start() {
        first = new QueueReplica(ENGINE.settings(TIMEOUT), LIMITS, FEEDBACK_LIMITS, clock);
        second = new QueueReplica(ENGINE.settings(TIMEOUT), LIMITS, FEEDBACK_LIMITS, clock);
        redis(Command.FLUSHALL);
    }

    @AfterEach
    void end() {
        first.close();
        second.close();
    }

    @Test
    void holderOfTheDeviceIsToldToTheSender() {
        // given
        var alive = second.replica.presence.upkeep().subscribe().with(x -> {
        });
        assertThat(enqueue(message("a"), PATIENCE).holder()).isEmpty();
        // when
        done(second.replica.presence.connected(
                new TestConnection(ClientId.of(queue.device().value()), queue.generationId())));
        // then
        eventually().untilAsserted(() -> assertThat(enqueue(message("b"), PATIENCE).holder())
                .contains(second.replica.id.incarnation()));
        alive.cancel();
    }

    @Test
    void thousandsAtOnceKeepTheirOrder() {
        // given
        List<QueueId> queues = queues();
        Instant end = clock.instant().plusSeconds(600);
        // when
        List<CompletableFuture<?>> sent = IntStream.range(0, EACH).boxed().flatMap(i -> queues.stream()
                .map(to -> first().enqueue(to, message("m-" + i), end).subscribeAsCompletionStage()))
                .collect(Collectors.toList());
        sent.forEach(CompletableFuture::join);
        Map<QueueId, Received> received = receiveAll(queues);
        // then
        String[] inOrder = IntStream.range(0, EACH).mapToObj(i -> "m-" + i).toArray(String[]::new);
        assertThat(received.values()).allSatisfy(messages -> assertThat(texts(messages)).containsExactly(inOrder));
        assertThat(completeAll(received)).hasSize(DEVICES * EACH).containsOnly(Settlement.DONE);
        assertThat(done(second().depths(queues)).values()).allMatch(depth -> depth == 0);
    }

    @RepeatedTest(3)
    void killedRedisLosesNothingThatWasAcknowledged() {
        // given
        List<QueueId> queues = queues();
        Instant end = clock.instant().plusSeconds(600);
        Map<String, CompletableFuture<?>> sent = new LinkedHashMap<>();
        // when
        for (int i = 0; i < EACH; i++) {
            String text = "m-" + i;
            queues.forEach(to -> sent.put(to.device() + text,
                    first().enqueue(to, message(to.device() + text), end).subscribeAsCompletionStage()));
        }
        eventually().until(() -> acknowledged(sent).size() > 100);
        ENGINE.kill();
        Set<String> acknowledged = acknowledged(sent);
        ENGINE.restart();
        awaitRedis();
        // then
        List<String> received = receiveAll(queues).values().stream().flatMap(messages -> texts(messages).stream()).toList();
        assertThat(received).doesNotHaveDuplicates().containsAll(acknowledged);
        assertThat(sent.keySet()).containsAll(received);
    }

    @RepeatedTest(3)
    void killedRedisBringsBackNothingThatWasCompleted() {
        // given
        List<QueueId> queues = queues();
        Instant end = clock.instant().plusSeconds(600);
        queues.forEach(to -> IntStream.range(0, EACH).mapToObj(i -> first().enqueue(to, message(to.device() + "m-" + i), end)
                .subscribeAsCompletionStage()).toList().forEach(CompletableFuture::join));
        Map<String, CompletableFuture<?>> completions = new LinkedHashMap<>();
        // when
        receiveAll(queues).forEach((of, messages) -> messages.messages().forEach(locked -> completions.put(
                text(locked.message()), second().complete(of, locked.token()).subscribeAsCompletionStage())));
        eventually().until(() -> acknowledged(completions).size() > 100);
        ENGINE.kill();
        Set<String> completed = acknowledged(completions);
        ENGINE.restart();
        awaitRedis();
        pass(LIMITS.lock());
        // then
        List<String> again = receiveAll(queues).values().stream().flatMap(messages -> texts(messages).stream()).toList();
        assertThat(again).doesNotContainAnyElementsOf(completed);
        Set<String> rest = new HashSet<>(completions.keySet());
        rest.removeAll(completed);
        assertThat(rest).containsAll(again);
    }

    @Test
    void lockAndFeedbackOutliveAKilledRedis() {
        // given
        enqueue(message("a", DeliveryAcknowledgement.FULL), Duration.ofHours(1));
        enqueue(message("b", DeliveryAcknowledgement.FULL), Duration.ofHours(1));
        complete(next("c"));
        LockToken token = next("c");
        // when
        ENGINE.kill();
        ENGINE.restart();
        awaitRedis();
        // then
        assertThat(receive(first(), "c", ALL)).isEmpty();
        assertThat(complete(token)).isEqualTo(Settlement.DONE);
        assertThat(told(2)).extracting(FeedbackRecord::originalMessageId).containsExactly("a", "b");
    }

    @Test
    void goneRedisIsToldToTheCallerAtOnce() {
        // given
        enqueue("a");
        LockToken token = next("c");
        ENGINE.kill();
        try {
            // then
            everyCall(token).forEach(call -> assertThat(refusal(call)).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
        } finally {
            ENGINE.restart();
        }
        awaitRedis();
    }

    @Test
    void hungRedisIsToldToTheCallerInTime() throws Exception {
        // given
        enqueue("a");
        LockToken token = next("c");
        signal("STOP");
        try {
            // when
            Instant start = Instant.now();
            List<CompletableFuture<?>> calls = everyCall(token)
                    .<CompletableFuture<?>> map(Uni::subscribeAsCompletionStage).toList();
            calls.forEach(call -> catchThrowableOfType(RuntimeException.class, call::join));
            // then
            assertThat(Duration.between(start, Instant.now())).isLessThan(TIMEOUT.multipliedBy(2));
            assertThat(calls).allSatisfy(call -> assertThat(call.exceptionNow())
                    .isInstanceOfSatisfying(HubException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE)));
        } finally {
            signal("CONT");
        }
        awaitRedis();
    }

    @Test
    void fullRedisRefusesTheSenderAndNobodyElse() {
        // given
        enqueue(message("a", DeliveryAcknowledgement.FULL), Duration.ofHours(1));
        enqueue("b", "c", "d");
        List<LockToken> tokens = done(first().receive(queue, "c", 3)).messages().stream().map(LockedMessage::token).toList();
        setMemory("1kb");
        try {
            // when
            Instant end = clock.instant().plusSeconds(60);
            var refused = first().enqueue(queue, message("x"), end).subscribeAsCompletionStage();
            var completed = first().complete(queue, tokens.get(0)).subscribeAsCompletionStage();
            var refusedToo = first().enqueue(queue, message("y"), end).subscribeAsCompletionStage();
            var rejected = first().reject(queue, tokens.get(1)).subscribeAsCompletionStage();
            var abandoned = first().abandon(queue, tokens.get(2)).subscribeAsCompletionStage();
            var received = first().receive(queue, "c", ALL).subscribeAsCompletionStage();
            var depths = first().depths(List.of(queue)).subscribeAsCompletionStage();
            // then
            assertThat(refusal(Uni.createFrom().completionStage(refused)))
                    .isEqualTo(ErrorCode.DEVICE_MAXIMUM_QUEUE_SIZE_EXCEEDED);
            assertThat(refusal(Uni.createFrom().completionStage(refusedToo)))
                    .isEqualTo(ErrorCode.DEVICE_MAXIMUM_QUEUE_SIZE_EXCEEDED);
            assertThat(Stream.of(completed, rejected, abandoned).map(CompletableFuture::join)).containsOnly(Settlement.DONE);
            assertThat(texts(received.join())).containsExactly("c", "d");
            assertThat(depths.join()).containsEntry(queue, 2);
        } finally {
            setMemory("512mb");
        }
        enqueue("z");
        assertThat(receive(first(), "c", ALL)).containsExactly("z");
        assertThat(told(1)).extracting(FeedbackRecord::originalMessageId).containsExactly("a");
    }

    @Override
    protected DeviceBoundQueue first() {
        return first.deviceBound;
    }

    @Override
    protected DeviceBoundQueue second() {
        return second.deviceBound;
    }

    @Override
    protected FeedbackQueue feedback() {
        return first.feedback;
    }

    private Stream<Uni<?>> everyCall(LockToken token) {
        return Stream.of(first().enqueue(queue, message("x"), clock.instant().plusSeconds(60)),
                first().receive(queue, "c", 1), first().takeOver(queue, "d"), first().release(queue, "c"),
                first().complete(queue, token), first().reject(queue, token), first().abandon(queue, token),
                first().purge(queue), first().depths(List.of(queue)), first().view(queue, 1), first().delete(queue));
    }

    private static ErrorCode refusal(Uni<?> call) {
        return catchThrowableOfType(HubException.class, () -> done(call)).code();
    }

    private List<QueueId> queues() {
        return IntStream.range(0, DEVICES)
                .mapToObj(i -> new QueueId(new DeviceId(queue.device() + "-" + i), queue.generationId())).toList();
    }

    private Map<QueueId, Received> receiveAll(List<QueueId> queues) {
        Map<QueueId, CompletableFuture<Received>> asked = new LinkedHashMap<>();
        queues.forEach(from -> asked.put(from,
                second().receive(from, DeviceBoundQueue.NOBODY, ALL).subscribeAsCompletionStage()));
        Map<QueueId, Received> received = new LinkedHashMap<>();
        asked.forEach((from, answer) -> received.put(from, answer.join()));
        return received;
    }

    private List<Settlement> completeAll(Map<QueueId, Received> received) {
        List<CompletableFuture<Settlement>> completions = new ArrayList<>();
        received.forEach((of, messages) -> messages.messages().forEach(locked -> completions
                .add(first().complete(of, locked.token()).subscribeAsCompletionStage())));
        return completions.stream().map(CompletableFuture::join).toList();
    }

    private static Set<String> acknowledged(Map<String, CompletableFuture<?>> calls) {
        return calls.entrySet().stream().filter(call -> call.getValue().state() == CompletableFuture.State.SUCCESS)
                .map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /** Until both replicas have found it again. */
    private void awaitRedis() {
        eventually().ignoreExceptions().untilAsserted(() -> done(first().depths(List.of(queue))));
        eventually().ignoreExceptions().untilAsserted(() -> done(second().depths(List.of(queue))));
    }

    private void setMemory(String bound) {
        redis(Command.CONFIG, "SET", "maxmemory", bound);
    }

    private void redis(Command command, String... arguments) {
        Request request = Request.cmd(command);
        Stream.of(arguments).forEach(request::arg);
        first.replica.redis.sendAndAwait(request);
    }

    private static void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + ENGINE.pid()).start().waitFor();
    }
}
