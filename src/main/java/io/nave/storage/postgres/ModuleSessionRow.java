package io.nave.storage.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** The durable MQTT session of a module. */
@Entity
@Table(name = "module_session")
@IdClass(ModuleRow.Key.class)
class ModuleSessionRow {

    @Id
    @Column(name = "device_id")
    String deviceId = "";
    @Id
    @Column(name = "module_id")
    String moduleId = "";
    @Embedded
    SessionColumns session = new SessionColumns();
}
