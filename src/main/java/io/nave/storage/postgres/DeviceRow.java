package io.nave.storage.postgres;

import java.time.Instant;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;

/**
 * A device of the identity registry as it is stored. Read as an entity; written by statements that decide and write at once.
 */
@Entity
@Table(name = "device")
class DeviceRow {

    @Id
    @Column(name = "device_id")
    String deviceId = "";
    @Column(name = "generation_id")
    String generationId = "";
    String etag = "";
    boolean enabled;
    @Column(name = "status_reason")
    String statusReason = "";
    @Column(name = "status_updated_at")
    @Nullable
    Instant statusUpdatedAt;
    @Embedded
    CredentialColumns credentials = new CredentialColumns();
    @Column(name = "iot_edge")
    boolean iotEdge;
    @Column(name = "device_scope")
    String deviceScope = "";
    @Column(name = "parent_scopes")
    String[] parentScopes = {};

    Device toDevice(KeyVault vault) {
        Instant updatedAt = statusUpdatedAt == null ? Device.NEVER : statusUpdatedAt;
        return new Device(new DeviceId(deviceId), generationId, new ETag(etag),
                new DeviceStatus(enabled, statusReason, updatedAt), credentials.toCredentials(vault, deviceId),
                new EdgeScope(iotEdge, deviceScope, List.of(parentScopes)));
    }

    @Override
    public String toString() {
        return "DeviceRow[" + deviceId + "]";
    }
}
