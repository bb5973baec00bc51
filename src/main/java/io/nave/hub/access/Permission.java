package io.nave.hub.access;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** A right of a caller (service-protocols §3.4); REGISTRY_WRITE implies REGISTRY_READ. */
public enum Permission {
    REGISTRY_READ("RegistryRead"),
    REGISTRY_WRITE("RegistryWrite"),
    SERVICE_CONNECT("ServiceConnect"),
    DEVICE_CONNECT("DeviceConnect");

    private final String wireName;

    Permission(String wireName) {
        this.wireName = wireName;
    }

    /** The name in documents and texts. */
    public String wireName() {
        return wireName;
    }

    /** Rights as Azure writes them, {@code RegistryRead, ServiceConnect}, in this order. */
    public static String textOf(Set<Permission> rights) {
        return rights.stream().sorted().map(Permission::wireName).collect(Collectors.joining(", "));
    }

    /** Reads that text; case, order and spaces do not count. Fails with ARGUMENT_INVALID. */
    public static Set<Permission> parse(String text) {
        EnumSet<Permission> rights = EnumSet.noneOf(Permission.class);
        for (String word : text.split(",", -1)) {
            rights.add(named(word.strip()));
        }
        return rights;
    }

    private static Permission named(String name) {
        return Stream.of(values()).filter(right -> right.wireName.equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> new HubException(ErrorCode.ARGUMENT_INVALID,
                        "rights are RegistryRead, RegistryWrite, ServiceConnect and DeviceConnect, with commas between them"));
    }

    /** These rights and those that they imply. */
    static Set<Permission> withImplied(Set<Permission> rights) {
        EnumSet<Permission> all = EnumSet.noneOf(Permission.class);
        all.addAll(rights);
        if (all.contains(REGISTRY_WRITE)) {
            all.add(REGISTRY_READ);
        }
        return Set.copyOf(all);
    }
}
