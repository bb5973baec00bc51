package io.nave.storage.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.HubException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Keys are stored sealed, each for its own place. */
class KeyVaultTest {

    private static final String FIRST = Base64.getEncoder().encodeToString("first first first first first 32".getBytes());
    private static final String SECOND = Base64.getEncoder().encodeToString("second second second second 32!!".getBytes());
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    @TempDir
    Path folder;

    private final KeyVault vault = vault(FIRST);

    @Test
    void sealedKeyOpensAgainAndNeverLooksTheSame() {
        // when
        String sealed = vault.seal(KEY, "d1 primary");

        // then
        assertThat(sealed).startsWith("v1." + vault.presentId() + ".").doesNotContain(KEY);
        assertThat(vault.open(sealed, "d1 primary")).isEqualTo(KEY);
        assertThat(vault.seal(KEY, "d1 primary")).isNotEqualTo(sealed);
    }

    @Test
    void sealedKeyOpensNowhereElse() {
        // given
        String sealed = vault.seal(KEY, "d1 primary");

        // then
        assertThatThrownBy(() -> vault.open(sealed, "d1 secondary")).isInstanceOf(HubException.class);
        assertThatThrownBy(() -> vault.open(sealed, "d2 primary")).isInstanceOf(HubException.class);
        assertThatThrownBy(() -> vault(SECOND).open(sealed, "d1 primary")).isInstanceOf(HubException.class)
                .hasMessageContaining("nave.keys");
        assertThatThrownBy(() -> vault.open("v1." + vault.presentId() + ".AAAA", "x")).isInstanceOf(HubException.class);
        assertThatThrownBy(() -> vault.open("v1.", "x")).isInstanceOf(HubException.class);
    }

    @Test
    void everyChangedBitIsNoticed() {
        // given
        String sealed = vault.seal(KEY, "d1 primary");
        String head = sealed.substring(0, sealed.lastIndexOf('.') + 1);
        byte[] bytes = Base64.getDecoder().decode(sealed.substring(head.length()));

        // then
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            String text = head + Base64.getEncoder().encodeToString(changed);
            assertThatThrownBy(() -> vault.open(text, "d1 primary")).isInstanceOf(HubException.class);
        }
    }

    @Test
    void keyThatWasStoredBeforeKeysWereSealedIsTakenAsItIs() {
        assertThat(vault.open(KEY, "d1 primary")).isEqualTo(KEY);
    }

    @Test
    void earlierKeyStillOpens() {
        // given
        String sealed = vault.seal(KEY, "d1 primary");

        // when
        KeyVault rotated = new KeyVault(new VaultSettings(Optional.of(SECOND), "none", Optional.of(List.of(FIRST))));

        // then
        assertThat(rotated.open(sealed, "d1 primary")).isEqualTo(KEY);
        assertThat(rotated.seal(KEY, "d1 primary")).startsWith("v1." + vault(SECOND).presentId());
        assertThat(rotated.knows(vault.presentId())).isTrue();
    }

    @Test
    void keyIsMadeOnceAndOnlyItsOwnerReadsIt() throws IOException {
        // given
        Path file = folder.resolve("keys").resolve("encryption.key");

        // when
        KeyVault first = new KeyVault(new VaultSettings(Optional.empty(), file.toString(), Optional.empty()));
        KeyVault second = new KeyVault(new VaultSettings(Optional.empty(), file.toString(), Optional.empty()));

        // then
        assertThat(second.open(first.seal(KEY, "x"), "x")).isEqualTo(KEY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(folder.resolve("keys").toFile().list()).containsExactly("encryption.key");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "short", "MDEyMzQ1Njc4OWFiY2RlZg==", "not base64 at all!" })
    void otherKeysAreRefusedByTheNameOfTheirSetting(String key) {
        assertThatThrownBy(() -> vault(key)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nave.keys.encryption-key must be base64 of 32 bytes");
    }

    @Test
    void nothingTellsTheKey() {
        assertThat(new KeyEncryptionKey(new byte[32]).toString()).matches("KeyEncryptionKey\\[[0-9a-f]{8}]");
    }

    private static KeyVault vault(String key) {
        return new KeyVault(new VaultSettings(Optional.of(key), "none", Optional.empty()));
    }
}
