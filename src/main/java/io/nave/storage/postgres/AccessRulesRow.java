package io.nave.storage.postgres;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** The access rules as they are stored. */
@Entity
@Table(name = "access_rules")
class AccessRulesRow extends DocumentRow {
}
