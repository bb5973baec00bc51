package io.nave.storage.postgres;

import java.util.Arrays;
import java.util.stream.Collectors;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.nave.hub.access.Permission;
import io.nave.hub.access.SharedAccessPolicy;

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

    static PolicyRow of(SharedAccessPolicy policy) {
        PolicyRow row = new PolicyRow();
        row.name = policy.name();
        row.permissions = policy.permissions().stream().sorted().map(Permission::name).toArray(String[]::new);
        row.primaryKey = policy.primaryKey();
        row.secondaryKey = policy.secondaryKey();
        return row;
    }

    SharedAccessPolicy toPolicy() {
        return new SharedAccessPolicy(name,
                Arrays.stream(permissions).map(Permission::valueOf).collect(Collectors.toSet()), primaryKey, secondaryKey);
    }

    /** Without keys: rows may end up in a log. */
    @Override
    public String toString() {
        return "PolicyRow[" + name + "]";
    }
}
