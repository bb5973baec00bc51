package io.nave.storage.postgres;

import java.util.List;
import javax.crypto.SecretKey;

import jakarta.inject.Singleton;

import io.nave.hub.blobs.SigningKeys;

/** Derives keys from those that seal what is stored, which every replica has and of which former ones are kept for a while. */
@Singleton
final class VaultSigningKeys implements SigningKeys {

    private final KeyVault vault;

    VaultSigningKeys(KeyVault vault) {
        this.vault = vault;
    }

    @Override
    public List<SecretKey> derive(String purpose) {
        return vault.derive(purpose);
    }
}
