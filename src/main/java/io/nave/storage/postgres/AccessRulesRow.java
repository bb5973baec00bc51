package io.nave.storage.postgres;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The access rules as they are stored; there is one row. */
@Entity
@Table(name = "access_rules")
class AccessRulesRow {

    @Id
    boolean id = true;
    long version;
    String document = "{}";
}
