package io.nave.hub.access;

/** The access rules of the unit tests keep to the contract. */
final class InMemoryAccessRulesStoreTest extends AccessRulesStoreContract {

    private final InMemoryAccessRulesStore store = new InMemoryAccessRulesStore();

    @Override
    protected AccessRulesStore store() {
        return store;
    }
}
