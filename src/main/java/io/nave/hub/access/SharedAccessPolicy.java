package io.nave.hub.access;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A named pair of keys with rights over the whole hub (service-protocols §3.4). Keys are base64 text. */
public record SharedAccessPolicy(String name, Set<Permission> permissions, String primaryKey, String secondaryKey) {

    public SharedAccessPolicy {
        EnumSet<Permission> all = EnumSet.noneOf(Permission.class);
        all.addAll(permissions);
        if (all.contains(Permission.REGISTRY_WRITE)) {
            all.add(Permission.REGISTRY_READ);
        }
        permissions = Set.copyOf(all);
    }

    public boolean grants(Permission permission) {
        return permissions.contains(permission);
    }

    public List<String> keys() {
        return List.of(primaryKey, secondaryKey);
    }

    @Override
    public String toString() {
        return "SharedAccessPolicy[" + name + " " + permissions + "]";
    }
}
