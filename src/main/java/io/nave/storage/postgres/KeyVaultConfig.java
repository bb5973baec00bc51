package io.nave.storage.postgres;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The key-encryption key: what the keys of devices, modules and policies are sealed with before they are stored. */
@ConfigMapping(prefix = "nave.keys")
public interface KeyVaultConfig {

    /** Base64 of 32 bytes. Every replica needs the same one; without it, the file is taken. */
    Optional<String> encryptionKey();

    /** The file that holds it when it is not given; made with a new key at the first start. */
    @WithDefault("data/keys/encryption.key")
    String encryptionKeyFile();

    /** Earlier keys that some stored keys may still be sealed with; these are sealed anew in the background. */
    Optional<List<String>> previousEncryptionKeys();
}
