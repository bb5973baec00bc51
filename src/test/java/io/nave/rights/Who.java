package io.nave.rights;

import java.util.List;
import java.util.Set;

import io.nave.hub.access.Permission;

import static io.nave.hub.access.Permission.DEVICE_CONNECT;
import static io.nave.hub.access.Permission.REGISTRY_READ;
import static io.nave.hub.access.Permission.REGISTRY_WRITE;
import static io.nave.hub.access.Permission.SERVICE_CONNECT;

/** Somebody who calls the hub, by a policy, by a role of the OpenID Connect provider or not at all, and their rights (§3.4). */
record Who(Kind kind, String name, Set<Permission> rights) {

    /** How somebody proves who they are. */
    enum Kind {
        BUILT_IN_POLICY,
        CUSTOM_POLICY,
        ROLE,
        NOBODY
    }

    private static final Set<Permission> ALL = Set.of(Permission.values());
    private static final Set<Permission> READ_WRITE = Set.of(REGISTRY_READ, REGISTRY_WRITE);

    /** Everybody there is. */
    static List<Who> all() {
        return List.of(policy("iothubowner", ALL), policy("service", Set.of(SERVICE_CONNECT)),
                policy("device", Set.of(DEVICE_CONNECT)), policy("registryRead", Set.of(REGISTRY_READ)),
                policy("registryReadWrite", READ_WRITE),
                custom("only-registry-read", Set.of(REGISTRY_READ)), custom("only-registry-write", READ_WRITE),
                custom("only-service-connect", Set.of(SERVICE_CONNECT)), custom("only-device-connect", Set.of(DEVICE_CONNECT)),
                role("iothubowner", ALL), role("service", Set.of(SERVICE_CONNECT)), role("device", Set.of(DEVICE_CONNECT)),
                role("registryRead", Set.of(REGISTRY_READ)), role("registryReadWrite", READ_WRITE), role("no-role", Set.of()),
                new Who(Kind.NOBODY, "nobody", Set.of()));
    }

    private static Who policy(String name, Set<Permission> rights) {
        return new Who(Kind.BUILT_IN_POLICY, name, rights);
    }

    private static Who custom(String name, Set<Permission> rights) {
        return new Who(Kind.CUSTOM_POLICY, name, rights);
    }

    private static Who role(String name, Set<Permission> rights) {
        return new Who(Kind.ROLE, name, rights);
    }

    /** The one right that a custom policy is stored with; the others follow from it. */
    Set<Permission> stored() {
        return rights.contains(REGISTRY_WRITE) ? Set.of(REGISTRY_WRITE) : rights;
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " " + name;
    }
}
