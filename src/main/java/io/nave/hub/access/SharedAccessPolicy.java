package io.nave.hub.access;

import java.util.List;
import java.util.Set;

/** A named pair of keys with rights over the whole hub (service-protocols §3.4). Keys are base64 text. */
public record SharedAccessPolicy(String name, Set<Permission> permissions, String primaryKey, String secondaryKey) {

    public SharedAccessPolicy {
        permissions = Permission.withImplied(permissions);
    }

    SharedAccessPolicy withKeys(String primary, String secondary) {
        return new SharedAccessPolicy(name, permissions, primary, secondary);
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
