package io.nave.hub.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * What the roles of an administrator allow: each the rights of the built-in policy of the same name (service-protocols §3.4),
 * to
 * the letter; other roles mean nothing here.
 */
public final class RoleRights {

    private RoleRights() {
    }

    public static Set<Permission> of(Set<String> roles) {
        EnumSet<Permission> rights = EnumSet.noneOf(Permission.class);
        for (BuiltInPolicy policy : BuiltInPolicy.values()) {
            if (roles.contains(policy.wireName())) {
                rights.addAll(policy.withKeys("", "").permissions());
            }
        }
        return Set.copyOf(rights);
    }
}
