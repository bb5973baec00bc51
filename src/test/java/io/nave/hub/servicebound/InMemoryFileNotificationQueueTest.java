package io.nave.hub.servicebound;

/** The queue of notifications that tests use keeps to the same contract as the real one. */
final class InMemoryFileNotificationQueueTest extends FileNotificationQueueContract {

    private final InMemoryFileNotificationQueue queue = new InMemoryFileNotificationQueue(LIMITS, clock);

    @Override
    protected FileNotificationQueue first() {
        return queue;
    }

    @Override
    protected FileNotificationQueue second() {
        return queue;
    }
}
