package io.nave.hub.eventlog;

/** The consumer groups of the unit tests keep to the contract. */
final class InMemoryConsumerGroupStoreTest extends ConsumerGroupStoreContract {

    private final InMemoryConsumerGroupStore store = new InMemoryConsumerGroupStore();

    @Override
    protected ConsumerGroupStore store() {
        return store;
    }
}
