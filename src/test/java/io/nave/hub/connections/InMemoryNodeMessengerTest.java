package io.nave.hub.connections;

import java.time.Clock;

import org.junit.jupiter.api.BeforeEach;

/** The messenger of the unit tests keeps to the contract. */
final class InMemoryNodeMessengerTest extends NodeMessengerContract {

    private final InMemoryNodeMessenger first = new InMemoryNodeMessenger();
    private final InMemoryNodeMessenger second = first.replica();
    private final InMemoryPresenceStore presence = new InMemoryPresenceStore(second.id(), Clock.systemUTC());

    @BeforeEach
    void know() {
        first.knowing(presence);
        second.knowing(presence);
    }

    @Override
    protected PresenceStore presenceOfSecond() {
        return presence;
    }

    @Override
    protected NodeMessenger first() {
        return first;
    }

    @Override
    protected NodeMessenger second() {
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
    protected void stop(NodeMessenger replica) {
        ((InMemoryNodeMessenger) replica).stop();
    }
}
