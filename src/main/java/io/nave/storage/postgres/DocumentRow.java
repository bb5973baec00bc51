package io.nave.storage.postgres;

import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;

/** A table with one row: a document for the hub, whose version grows with every change. */
@MappedSuperclass
class DocumentRow {

    @Id
    boolean id = true;
    long version;
    String document = "{}";
}
