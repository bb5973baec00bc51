package io.nave.storage.postgres;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** What is declared about routing, as it is stored. */
@Entity
@Table(name = "routing")
class RoutingRow extends DocumentRow {
}
