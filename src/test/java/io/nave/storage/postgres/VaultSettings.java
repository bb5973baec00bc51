package io.nave.storage.postgres;

import java.util.List;
import java.util.Optional;

/** Settings of a key vault for tests. */
record VaultSettings(Optional<String> encryptionKey, String encryptionKeyFile,
        Optional<List<String>> previousEncryptionKeys) implements KeyVaultConfig {
}
