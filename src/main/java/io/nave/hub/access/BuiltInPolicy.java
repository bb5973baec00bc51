package io.nave.hub.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The shared access policies that every hub has, with their rights (service-protocols §3.4). */
enum BuiltInPolicy {
    IOTHUBOWNER("iothubowner", Permission.REGISTRY_WRITE, Permission.SERVICE_CONNECT, Permission.DEVICE_CONNECT),
    SERVICE("service", Permission.SERVICE_CONNECT),
    DEVICE("device", Permission.DEVICE_CONNECT),
    REGISTRY_READ("registryRead", Permission.REGISTRY_READ),
    REGISTRY_READ_WRITE("registryReadWrite", Permission.REGISTRY_WRITE);

    static final List<String> NAMES = Stream.of(values()).map(policy -> policy.wireName).toList();

    private final String wireName;
    @SuppressWarnings("ImmutableEnumChecker") // Set.of makes an immutable one
    private final Set<Permission> rights;

    BuiltInPolicy(String wireName, Permission... rights) {
        this.wireName = wireName;
        this.rights = Set.of(rights);
    }

    /** The rights of the built-in policy of this name, implied ones included; empty when there is none. */
    static Optional<Set<Permission>> rightsOf(String name) {
        return Stream.of(values()).filter(policy -> policy.wireName.equals(name)).findFirst()
                .map(policy -> Permission.withImplied(policy.rights));
    }

    String wireName() {
        return wireName;
    }

    SharedAccessPolicy withKeys(String primary, String secondary) {
        return new SharedAccessPolicy(wireName, rights, primary, secondary);
    }
}
