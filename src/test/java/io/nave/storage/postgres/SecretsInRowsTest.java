package io.nave.storage.postgres;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.nave.hub.access.Permission;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials.SymmetricKeys;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;

import static org.assertj.core.api.Assertions.assertThat;

/** A row that ends up in a log tells no key, and what is stored tells none either. */
final class SecretsInRowsTest {

    private static final String PRIMARY = "cHJpbWFyeSBwcmltYXJ5IQ==";
    private static final String SECONDARY = "c2Vjb25kYXJ5IHNlY29uZGFyeQ==";

    private final KeyVault vault = new KeyVault(
            new VaultSettings(Optional.of(Base64.getEncoder().encodeToString(new byte[32])), "none", Optional.empty()));

    @Test
    void deviceIsStoredWithSealedKeys() {
        // given
        Device device = new Device(new DeviceId("d1"), "g", new ETag("e"), DeviceStatus.ENABLED,
                new SymmetricKeys(PRIMARY, SECONDARY), EdgeScope.NONE);
        // when
        String stored = new IdentityJson(vault).devices(List.of(device));
        // then
        assertThat(stored).contains("\"primary_key\":\"v1.").doesNotContain(PRIMARY).doesNotContain(SECONDARY);
        assertThat(CredentialColumns.of(device.credentials(), vault, "d1")).hasToString("CredentialColumns[sas]");
    }

    @Test
    void policyRowHidesItsKeys() {
        // given
        SharedAccessPolicy policy = new SharedAccessPolicy("service", Set.of(Permission.SERVICE_CONNECT), PRIMARY, SECONDARY);
        // when
        PolicyRow row = PolicyRow.of(policy, vault);
        // then
        assertThat(row).hasToString("PolicyRow[service]");
        assertThat(row.primaryKey).startsWith("v1.").doesNotContain(PRIMARY);
        assertThat(row.toPolicy(vault)).isEqualTo(policy);
    }
}
