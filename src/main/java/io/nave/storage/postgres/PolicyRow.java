package io.nave.storage.postgres;

import java.util.Arrays;
import java.util.stream.Collectors;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.nave.hub.access.Permission;
import io.nave.hub.access.SharedAccessPolicy;
import io.nave.hub.access.StoredPolicy;

/** A shared access policy as it is stored. */
@Entity
@Table(name = "shared_access_policy")
class PolicyRow {

    @Id
    String name = "";
    String[] permissions = {};
    @Column(name = "primary_key")
    String primaryKey = "";
    @Column(name = "secondary_key")
    String secondaryKey = "";
    long version;

    static PolicyRow of(SharedAccessPolicy policy, KeyVault vault) {
        PolicyRow row = new PolicyRow();
        row.name = policy.name();
        row.permissions = policy.permissions().stream().sorted().map(Permission::name).toArray(String[]::new);
        row.primaryKey = vault.seal(policy.primaryKey(), primaryOf(policy.name()));
        row.secondaryKey = vault.seal(policy.secondaryKey(), secondaryOf(policy.name()));
        return row;
    }

    SharedAccessPolicy toPolicy(KeyVault vault) {
        return new SharedAccessPolicy(name,
                Arrays.stream(permissions).map(Permission::valueOf).collect(Collectors.toSet()),
                vault.open(primaryKey, primaryOf(name)), vault.open(secondaryKey, secondaryOf(name)));
    }

    StoredPolicy toStored(KeyVault vault) {
        return new StoredPolicy(toPolicy(vault), version);
    }

    static String primaryOf(String name) {
        return KeyVault.primaryOfPolicy(name);
    }

    static String secondaryOf(String name) {
        return CredentialColumns.secondaryOf(KeyVault.ownerOfPolicy(name));
    }

    /** Without keys: rows may end up in a log. */
    @Override
    public String toString() {
        return "PolicyRow[" + name + "]";
    }
}
