package io.nave.hub.access;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.identity.IdentityStore;
import io.smallrye.mutiny.Uni;

/** Counts what a store of identities is asked. */
final class CountingStore {

    private final AtomicInteger calls = new AtomicInteger();

    int calls() {
        return calls.get();
    }

    /** The same store, counted. */
    IdentityStore store(IdentityStore store) {
        return (IdentityStore) Proxy.newProxyInstance(IdentityStore.class.getClassLoader(),
                new Class<?>[] { IdentityStore.class }, (proxy, method, arguments) -> {
                    calls.incrementAndGet();
                    return method.invoke(store, arguments);
                });
    }

    /** A store that cannot be asked. */
    static IdentityStore failing() {
        return (IdentityStore) Proxy.newProxyInstance(IdentityStore.class.getClassLoader(),
                new Class<?>[] { IdentityStore.class },
                (proxy, method, arguments) -> Uni.createFrom()
                        .failure(new HubException(ErrorCode.SERVICE_UNAVAILABLE, "the store is gone")));
    }
}
