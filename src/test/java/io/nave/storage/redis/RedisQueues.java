package io.nave.storage.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.nave.devicebound.QueuesUnderTest;
import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.launcher.LocalEngines;

import static org.awaitility.Awaitility.await;

/** Two replicas whose queues lie in a Redis that can be killed. */
public final class RedisQueues implements QueuesUnderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LocalEngines engines;
    private final DeviceBoundLimits limits;
    private final FeedbackLimits feedbackLimits;
    private final Clock clock;
    private final List<QueueReplica> replicas = new ArrayList<>();

    /** Leaves the engines running in the end. */
    public RedisQueues(LocalEngines engines, DeviceBoundLimits limits, FeedbackLimits feedbackLimits, Clock clock) {
        this.engines = engines;
        this.limits = limits;
        this.feedbackLimits = feedbackLimits;
        this.clock = clock;
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(replica());
        }
    }

    @Override
    public DeviceBoundQueue queues(int replica) {
        return replicas.get(replica).deviceBound;
    }

    @Override
    public FeedbackQueue feedback(int replica) {
        return replicas.get(replica).feedback;
    }

    @Override
    public void replace(int replica) {
        replicas.get(replica).close();
        replicas.set(replica, replica());
        awaitEngine(replicas.get(replica));
    }

    @Override
    public void killEngine() {
        ProcessHandle redis = ProcessHandle.of(engines.redisPid()).orElseThrow();
        redis.destroyForcibly();
        redis.onExit().join();
    }

    @Override
    public void restartEngine() {
        engines.restartRedis();
        replicas.forEach(RedisQueues::awaitEngine);
    }

    private static void awaitEngine(QueueReplica replica) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).ignoreExceptions()
                .untilAsserted(() -> replica.feedback.release("nobody").await().atMost(PATIENCE));
    }

    private QueueReplica replica() {
        return new QueueReplica(RedisEngine.settings(engines, PATIENCE), limits, feedbackLimits, clock);
    }

    @Override
    public void close() {
        replicas.forEach(QueueReplica::close);
    }
}
