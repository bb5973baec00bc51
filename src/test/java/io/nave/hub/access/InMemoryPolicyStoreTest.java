package io.nave.hub.access;

/** The policies of the unit tests keep to the contract. */
final class InMemoryPolicyStoreTest extends PolicyStoreContract {

    private final InMemoryPolicyStore store = new InMemoryPolicyStore();

    @Override
    protected PolicyStore store() {
        return store;
    }
}
