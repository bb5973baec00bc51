package io.nave.hub.connections;

/** The presence of the unit tests keeps to the contract. */
final class InMemoryPresenceStoreTest extends PresenceStoreContract {

    private final InMemoryPresenceStore first = new InMemoryPresenceStore(clock);
    private final InMemoryPresenceStore second = first.replica();

    @Override
    protected PresenceStore first() {
        return first;
    }

    @Override
    protected PresenceStore second() {
        return second;
    }

    @Override
    protected ReplicaId firstId() {
        return first.id();
    }

    @Override
    protected ReplicaId secondId() {
        return second.id();
    }

    @Override
    protected void die(PresenceStore replica) {
        ((InMemoryPresenceStore) replica).die();
    }
}
