package io.nave.storage.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The durable MQTT session of a device. */
@Entity
@Table(name = "device_session")
class DeviceSessionRow {

    @Id
    @Column(name = "device_id")
    String deviceId = "";
    @Embedded
    SessionColumns session = new SessionColumns();
}
