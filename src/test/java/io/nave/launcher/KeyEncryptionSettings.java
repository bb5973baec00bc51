package io.nave.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.nave.storage.postgres.KeyVaultConfig;

/** The key-encryption key that the hub is started with: given from outside, or in a file under the data directory. */
record KeyEncryptionSettings(Optional<String> encryptionKey, String encryptionKeyFile,
        Optional<List<String>> previousEncryptionKeys) implements KeyVaultConfig {

    static KeyEncryptionSettings of(LaunchSettings settings, Path data) {
        Path own = data.resolve("keys").resolve("encryption.key");
        return new KeyEncryptionSettings(settings.given("nave.keys.encryption-key"),
                settings.given("nave.keys.encryption-key-file").orElse(own.toString()),
                settings.given("nave.keys.previous-encryption-keys").map(keys -> List.of(keys.split(","))));
    }
}
