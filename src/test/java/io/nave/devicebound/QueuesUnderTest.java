package io.nave.devicebound;

import java.util.Random;

import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.servicebound.FeedbackQueue;

/** The replicas of a hub with their queues, and the engine that holds these. */
public interface QueuesUnderTest extends AutoCloseable {

    /** Replicas of the hub. */
    int REPLICAS = 2;

    /** What may happen in the middle of calls. */
    enum Crash {
        NONE,
        /** A replica forgets all, and another one takes its place. */
        REPLICA,
        /** All of them do. */
        HUB,
        /** The engine is killed and comes back. */
        ENGINE
    }

    DeviceBoundQueue queues(int replica);

    FeedbackQueue feedback(int replica);

    /** The next calls are those in the middle of which this happens. */
    default void expect(Crash crash, Random random) {
    }

    /** Kills a replica and starts another in its place. */
    void replace(int replica);

    /** Kills the engine. */
    void killEngine();

    /** Brings the engine back; returns when all replicas have found it. */
    void restartEngine();

    @Override
    void close();
}
