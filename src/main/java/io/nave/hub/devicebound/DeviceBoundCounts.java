package io.nave.hub.devicebound;

/** The port to who keeps, for queries, how many messages wait for devices. */
public interface DeviceBoundCounts {

    /**
     * The number of messages in a queue has changed; to be called once that is stored. Which number it is now is asked for
     * later, many queues at a time: two replicas that change a queue would otherwise have to agree on who was last. From any
     * thread; returns at once.
     */
    void changed(QueueId queue);
}
