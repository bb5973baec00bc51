package io.nave.hub.access;

import java.util.Optional;
import java.util.Set;

import io.nave.hub.identity.KeyGenerator;
import io.nave.hub.identity.KeyText;

/** What an operator wants a shared access policy to be; keys that are left out are generated or kept. */
public record PolicyRequest(String name, Set<Permission> rights, Optional<String> primaryKey, Optional<String> secondaryKey) {

    /** Fails with ARGUMENT_INVALID when a key cannot be one. */
    public PolicyRequest {
        rights = Set.copyOf(rights);
        primaryKey.ifPresent(KeyText::check);
        secondaryKey.ifPresent(KeyText::check);
    }

    SharedAccessPolicy create(KeyGenerator generator) {
        return new SharedAccessPolicy(name, rights, primaryKey.orElseGet(generator::key),
                secondaryKey.orElseGet(generator::key));
    }

    SharedAccessPolicy applyTo(SharedAccessPolicy present) {
        return new SharedAccessPolicy(name, rights, primaryKey.orElse(present.primaryKey()),
                secondaryKey.orElse(present.secondaryKey()));
    }

    /** Without keys. */
    @Override
    public String toString() {
        return "PolicyRequest[" + name + " " + rights + "]";
    }
}
