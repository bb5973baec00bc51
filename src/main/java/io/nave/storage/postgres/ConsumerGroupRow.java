package io.nave.storage.postgres;

import java.util.Locale;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A consumer group as it is stored; its key is the name in lower case, because names are compared without case. */
@Entity
@Table(name = "consumer_group")
class ConsumerGroupRow {

    @Id
    @Column(name = "name_key")
    String key = "";
    String name = "";

    static String keyOf(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
