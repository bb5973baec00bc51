package io.nave.launcher;

import java.sql.SQLException;
import java.util.Optional;

/** Reads the keys of shared access policies, which the hub makes at its first start, from its database. */
final class PolicyKeys {

    private final LaunchSettings settings;
    private final LocalEngines engines;

    PolicyKeys(LaunchSettings settings, LocalEngines engines) {
        this.settings = settings;
        this.engines = engines;
    }

    /** The primary key of that policy. */
    String primaryKey(String policy) {
        return settings.policyKey(policy).or(() -> stored(policy))
                .orElseThrow(() -> new LaunchFailure("The hub has no shared access policy \"" + policy + "\"."));
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
