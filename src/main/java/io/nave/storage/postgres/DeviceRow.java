package io.nave.storage.postgres;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;

import static java.util.Objects.requireNonNull;

/** A device of the identity registry as it is stored. */
@Entity
@Table(name = "device")
class DeviceRow {

    static final String SAS = "sas";
    static final String SELF_SIGNED = "selfSigned";
    static final String CERTIFICATE_AUTHORITY = "certificateAuthority";
    static final String NONE = "none";

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
    String authentication = NONE;
    @Column(name = "primary_key")
    @Nullable
    String primaryKey;
    @Column(name = "secondary_key")
    @Nullable
    String secondaryKey;
    @Column(name = "primary_thumbprint")
    @Nullable
    String primaryThumbprint;
    @Column(name = "secondary_thumbprint")
    @Nullable
    String secondaryThumbprint;

    static DeviceRow of(Device device) {
        DeviceRow row = new DeviceRow();
        row.deviceId = device.id().value();
        row.generationId = device.generationId();
        row.etag = device.etag().value();
        row.enabled = device.enabled();
        row.statusReason = device.statusReason();
        row.statusUpdatedAt = device.statusUpdatedAt().equals(Device.NEVER) ? null : device.statusUpdatedAt();
        row.put(device.credentials());
        return row;
    }

    Device toDevice() {
        Instant updatedAt = statusUpdatedAt == null ? Device.NEVER : statusUpdatedAt;
        return new Device(new DeviceId(deviceId), generationId, new ETag(etag), enabled, statusReason, updatedAt,
                credentials());
    }

    private void put(Credentials credentials) {
        switch (credentials) {
            case Credentials.SymmetricKeys keys -> {
                authentication = SAS;
                primaryKey = keys.primary();
                secondaryKey = keys.secondary();
            }
            case Credentials.Thumbprints thumbprints -> {
                authentication = SELF_SIGNED;
                primaryThumbprint = thumbprints.primary();
                secondaryThumbprint = thumbprints.secondary();
            }
            case Credentials.CertificateAuthority authority -> authentication = CERTIFICATE_AUTHORITY;
            case Credentials.None none -> authentication = NONE;
        }
    }

    private Credentials credentials() {
        return switch (authentication) {
            case SAS -> new Credentials.SymmetricKeys(requireNonNull(primaryKey), requireNonNull(secondaryKey));
            case SELF_SIGNED ->
                new Credentials.Thumbprints(requireNonNull(primaryThumbprint), requireNonNull(secondaryThumbprint));
            case CERTIFICATE_AUTHORITY -> new Credentials.CertificateAuthority();
            default -> new Credentials.None();
        };
    }

    /** Without keys: rows may end up in a log. */
    @Override
    public String toString() {
        return "DeviceRow[" + deviceId + "]";
    }
}
