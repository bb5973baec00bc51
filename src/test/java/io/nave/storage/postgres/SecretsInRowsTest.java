package io.nave.storage.postgres;

import java.util.Set;

import org.junit.jupiter.api.Test;

import io.nave.hub.access.Permission;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials.SymmetricKeys;
import io.nave.hub.identity.Device;

import static org.assertj.core.api.Assertions.assertThat;

/** A row that ends up in a log tells no key. */
final class SecretsInRowsTest {

    @Test
    void deviceRowHidesItsKeys() {
        // given
        Device device = new Device(new DeviceId("d1"), "g", new ETag("e"), true, "", Device.NEVER,
                new SymmetricKeys("cHJpbWFyeQ==", "c2Vjb25kYXJ5"));
        // then
        assertThat(DeviceRow.of(device)).hasToString("DeviceRow[d1]");
    }

    @Test
    void policyRowHidesItsKeys() {
        // given
        SharedAccessPolicy policy = new SharedAccessPolicy("service", Set.of(Permission.SERVICE_CONNECT), "a2V5MQ==",
                "a2V5Mg==");
        // then
        assertThat(PolicyRow.of(policy)).hasToString("PolicyRow[service]");
    }
}
