package io.nave.launcher;

import java.sql.SQLException;
import java.util.Optional;

import io.nave.storage.postgres.KeyVault;
import io.nave.storage.postgres.KeyVaultConfig;

/** Reads the keys of shared access policies, which the hub makes at its first start, from its database. */
final class PolicyKeys {

    private final LaunchSettings settings;
    private final LocalEngines engines;
    private final KeyVaultConfig encryption;

    PolicyKeys(LaunchSettings settings, LocalEngines engines, KeyVaultConfig encryption) {
        this.settings = settings;
        this.engines = engines;
        this.encryption = encryption;
    }

    /** The primary key of that policy. */
    String primaryKey(String policy) {
        return settings.policyKey(policy).or(() -> stored(policy).map(key -> open(policy, key)))
                .orElseThrow(() -> new LaunchFailure("The hub has no shared access policy \"" + policy + "\"."));
    }

    private String open(String policy, String stored) {
        return new KeyVault(encryption).open(stored, KeyVault.primaryOfPolicy(policy));
    }

    private Optional<String> stored(String policy) {
        try (var connection = Databases.connect(engines.databaseUrl(), engines.databaseUser(),
                engines.databasePassword());
                var statement = connection.prepareStatement("SELECT primary_key FROM shared_access_policy WHERE name = ?")) {
            statement.setString(1, policy);
            try (var result = statement.executeQuery()) {
                return result.next() ? Optional.ofNullable(result.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new LaunchFailure(
                    "The key of the policy \"" + policy + "\" cannot be read from the database: " + e.getMessage(), e);
        }
    }
}
