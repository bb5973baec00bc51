package io.nave.devicebound;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.nave.devicebound.QueueWorlds.Called;
import io.nave.devicebound.QueuesUnderTest.Crash;
import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.QueueView;
import io.nave.hub.servicebound.FeedbackLimits;
import io.smallrye.mutiny.Uni;

/**
 * Random calls at the queues of a few devices, several at a time, by way of two replicas; every now and then something dies in
 * the middle of them. After each step the queues must look like one of the states that are possible. The same seed makes the
 * same choices as long as the answers are the same.
 */
final class QueueTraffic {

    /** Odd times beside a clock that is even: nothing happens at the very millisecond at which something ends. */
    static final DeviceBoundLimits LIMITS = new DeviceBoundLimits(Duration.ofHours(1), Duration.ofMillis(60_001), 2, 12, 6);
    static final FeedbackLimits FEEDBACK_LIMITS = new FeedbackLimits(Duration.ofMillis(2 * 24 * 3_600_000L - 1),
            Duration.ofMillis(30_001), 2, Duration.ofMillis(5_001));
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int STORY = 40;
    private static final int CALLS_BETWEEN_DRAINS = 2_500;
    private static final int ALL = 1_000;
    private static final int MOST_AT_ONCE = 24;
    private static final int MOST_AT_ONE_QUEUE = 4;

    private final Random random;
    private final long seed;
    private final AtomicLong millis = new AtomicLong(1_770_000_000_000L);
    private final QueuesUnderTest engine;
    private final Map<QueueId, QueueWorlds> worlds = new LinkedHashMap<>();
    private final List<TestedDevice> devices = new ArrayList<>();
    private final FeedbackTraffic feedback;
    private final Deque<Object> story = new ArrayDeque<>();
    private final TrafficCounts counts = new TrafficCounts();
    private int nextDrain = CALLS_BETWEEN_DRAINS;
    /** The replica that dies next: the calls of that step are its. */
    private int doomed;

    /** A call that is on its way. */
    private record Sent(QueueId queue, int replica, QueueCall call, CompletableFuture<?> answer) {
    }

    /** A call of the story. */
    private record Told(QueueId queue, int replica, QueueCall call, Reply reply) {
    }

    QueueTraffic(long seed, int devices, Function<Clock, QueuesUnderTest> engine) {
        this.seed = seed;
        this.random = new Random(seed);
        this.engine = engine.apply(((InstantSource) this::now).withZone(ZoneOffset.UTC));
        for (int i = 0; i < devices; i++) {
            this.devices.add(new TestedDevice(Long.toHexString(seed) + "-" + i, random));
        }
        this.feedback = new FeedbackTraffic(this.engine, FEEDBACK_LIMITS, random, worlds, counts);
    }

    /** Makes that many calls and lets so much die; fails with the story when a promise is broken. */
    TrafficCounts run(int calls, int crashes) {
        try (engine) {
            while (counts.calls() < calls) {
                boolean due = (long) counts.crashes() * calls < (long) crashes * counts.calls();
                step(due ? crash() : Crash.NONE);
            }
            drain();
            return counts;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("Seed " + seed + ", " + counts + ": " + e.getMessage() + "\n  "
                    + story.stream().map(Object::toString).collect(Collectors.joining("\n  ")), e);
        }
    }

    private Crash crash() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> Crash.ENGINE;
            case 4, 5 -> Crash.HUB;
            default -> Crash.REPLICA;
        };
    }

    private void step(Crash crash) {
        engine.expect(crash, random);
        doomed = random.nextInt(QueuesUnderTest.REPLICAS);
        if (crash == Crash.NONE && random.nextInt(12) == 0) {
            pass();
        } else if (random.nextInt(4) == 0) {
            counts.count("feedback");
            tell(feedback.call(replica(crash), now(), calls -> crashed(crash, calls)));
            recover(crash);
        } else {
            call(crash);
        }
        if (counts.calls() >= nextDrain) {
            nextDrain += CALLS_BETWEEN_DRAINS;
            drain();
        }
    }

    private void pass() {
        long time = 2L * switch (random.nextInt(6)) {
            case 0 -> 31_000 + random.nextInt(10_000);
            case 1 -> random.nextInt(150_000);
            default -> random.nextInt(6_000);
        };
        millis.addAndGet(time);
        tell(time + " ms pass");
        check(List.copyOf(worlds.keySet()));
    }

    private void call(Crash crash) {
        List<Sent> sent = new ArrayList<>();
        Map<QueueId, Integer> atOnce = new HashMap<>();
        for (int i = random.nextInt(MOST_AT_ONCE); i >= 0; i--) {
            TestedDevice device = anyDevice();
            QueueCall call = device.nextCall(now());
            QueueId queue = device.queueFor(call);
            if (atOnce.merge(queue, 1, Integer::sum) <= MOST_AT_ONE_QUEUE || call instanceof QueueCall.Delete) {
                sent.add(send(queue, replica(crash), call));
            }
        }
        List<Reply> replies = crashed(crash, sent.stream().<CompletableFuture<?>> map(Sent::answer).toList());
        judge(sent, replies);
        recover(crash);
        check(sent.stream().map(Sent::queue).distinct().toList());
    }

    private Sent send(QueueId queue, int replica, QueueCall call) {
        worlds.computeIfAbsent(queue, id -> new QueueWorlds(new QueueRules(LIMITS)));
        return new Sent(queue, replica, call, call.ask(engine.queues(replica), queue).subscribeAsCompletionStage());
    }

    private int replica(Crash crash) {
        return crash == Crash.REPLICA ? doomed : random.nextInt(QueuesUnderTest.REPLICAS);
    }

    /** Lets something die, and answers what was seen of these calls until then. */
    private List<Reply> crashed(Crash crash, List<CompletableFuture<?>> calls) {
        if (crash != Crash.NONE) {
            LockSupport.parkNanos(random.nextInt(1_500_000));
        }
        if (crash == Crash.ENGINE) {
            engine.killEngine();
        }
        if (crash == Crash.NONE || crash == Crash.ENGINE) {
            calls.forEach(QueueTraffic::end);
        }
        return calls.stream().map(Reply::of).toList();
    }

    private void recover(Crash crash) {
        if (crash == Crash.NONE) {
            return;
        }
        counts.crashed(crash);
        tell("--- " + crash + " dies");
        for (int replica = 0; replica < QueuesUnderTest.REPLICAS; replica++) {
            if (crash == Crash.HUB || crash == Crash.REPLICA && replica == doomed) {
                engine.replace(replica);
            }
        }
        if (crash == Crash.ENGINE) {
            engine.restartEngine();
        } else {
            devices.forEach(TestedDevice::loseConnection);
        }
    }

    private static void end(CompletableFuture<?> call) {
        try {
            Uni.createFrom().completionStage(call).onFailure().recoverWithNull().await().atMost(PATIENCE);
        } catch (RuntimeException e) {
            throw new AssertionError("A call has no end", e);
        }
    }

    private void judge(List<Sent> sent, List<Reply> replies) {
        Map<QueueId, List<Called>> calls = new LinkedHashMap<>();
        for (int i = 0; i < sent.size(); i++) {
            Sent one = sent.get(i);
            Reply reply = replies.get(i);
            counts.count(reply instanceof Reply.Unseen ? "unseen" : one.call().getClass().getSimpleName());
            tell(new Told(one.queue(), one.replica(), one.call(), reply));
            device(one.queue()).replied(one.queue(), one.call(), reply);
            calls.computeIfAbsent(one.queue(), id -> new ArrayList<>()).add(new Called(one.replica(), one.call(), reply));
        }
        calls.forEach((queue, made) -> expectPossible(queue, worlds -> worlds.called(made, now()), made));
    }

    private void check(List<QueueId> queues) {
        DeviceBoundQueue asked = engine.queues(random.nextInt(QueuesUnderTest.REPLICAS));
        List<QueueId> all = List.copyOf(worlds.keySet());
        var depths = asked.depths(all).subscribeAsCompletionStage();
        Map<QueueId, CompletableFuture<QueueView>> views = new LinkedHashMap<>();
        queues.forEach(queue -> views.put(queue, asked.view(queue, ALL).subscribeAsCompletionStage()));
        views.forEach((queue, view) -> {
            QueueView shown = view.join();
            counts.seen(worlds.get(queue).size());
            expectPossible(queue, world -> world.shown(shown, now()), shown);
        });
        Map<QueueId, Integer> found = depths.join();
        all.forEach(queue -> expectPossible(queue, world -> world.counted(found.getOrDefault(queue, 0), now()), found));
    }

    private void expectPossible(QueueId queue, Consumer<QueueWorlds> observation, Object what) {
        QueueWorlds world = worlds.get(queue);
        observation.accept(world);
        if (world.isBroken()) {
            throw new AssertionError("at " + millis + " " + queue + " was\n      " + world + "\n    and can not answer\n      "
                    + what);
        }
    }

    /** Ends all messages, until all feedback was told and nothing more comes. */
    private void drain() {
        List<Sent> purges = worlds.keySet().stream().map(queue -> send(queue, 0, new QueueCall.Purge())).toList();
        purges.forEach(purge -> end(purge.answer()));
        judge(purges, purges.stream().map(purge -> Reply.of(purge.answer())).toList());
        millis.addAndGet(2L * 60_000);
        feedback.drain(this::passAndLook, this::now);
        tell("--- all feedback was told");
        devices.forEach(device -> device.forgetOld(worlds));
    }

    private void passAndLook() {
        millis.addAndGet(5_004);
        check(List.copyOf(worlds.keySet()));
    }

    private TestedDevice anyDevice() {
        return devices.get(random.nextInt(devices.size()));
    }

    private TestedDevice device(QueueId queue) {
        return devices.stream().filter(device -> device.is(queue.device())).findFirst().orElseThrow();
    }

    private void tell(Object what) {
        story.add(what);
        if (story.size() > STORY) {
            story.remove();
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(millis.get());
    }
}
