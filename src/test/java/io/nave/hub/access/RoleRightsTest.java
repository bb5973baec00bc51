package io.nave.hub.access;

import java.util.Set;

import org.junit.jupiter.api.Test;

import static io.nave.hub.access.Permission.DEVICE_CONNECT;
import static io.nave.hub.access.Permission.REGISTRY_READ;
import static io.nave.hub.access.Permission.REGISTRY_WRITE;
import static io.nave.hub.access.Permission.SERVICE_CONNECT;
import static org.assertj.core.api.Assertions.assertThat;

/** Roles of administrators (service-protocols §3.4). */
class RoleRightsTest {

    @Test
    void roleHasTheRightsOfThePolicyOfItsName() {
        assertThat(RoleRights.of(Set.of("iothubowner"))).containsExactlyInAnyOrder(Permission.values());
        assertThat(RoleRights.of(Set.of("service"))).containsExactly(SERVICE_CONNECT);
        assertThat(RoleRights.of(Set.of("device"))).containsExactly(DEVICE_CONNECT);
        assertThat(RoleRights.of(Set.of("registryRead"))).containsExactly(REGISTRY_READ);
        assertThat(RoleRights.of(Set.of("registryReadWrite"))).containsExactlyInAnyOrder(REGISTRY_READ, REGISTRY_WRITE);
    }

    @Test
    void rolesAddUp() {
        assertThat(RoleRights.of(Set.of("service", "registryRead"))).containsExactlyInAnyOrder(SERVICE_CONNECT, REGISTRY_READ);
    }

    @Test
    void otherRolesMeanNothing() {
        assertThat(RoleRights.of(Set.of("admin", "IOTHUBOWNER", "Service", "offline_access", ""))).isEmpty();
    }
}
