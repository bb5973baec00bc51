package io.nave.storage.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Module;

/** A module of a device as it is stored. Read as an entity; written by statements that decide and write at once. */
@Entity
@Table(name = "module")
@IdClass(ModuleRow.Key.class)
class ModuleRow {

    @Id
    @Column(name = "device_id")
    String deviceId = "";
    @Id
    @Column(name = "module_id")
    String moduleId = "";
    @Column(name = "generation_id")
    String generationId = "";
    String etag = "";
    @Column(name = "managed_by")
    String managedBy = "";
    @Embedded
    CredentialColumns credentials = new CredentialColumns();

    /** Which module of which device. */
    record Key(String deviceId, String moduleId) {

        static Key of(ClientId module) {
            return new Key(module.device().value(), module.module().orElseThrow().value());
        }
    }

    Module toModule(KeyVault vault) {
        ClientId id = ClientId.of(deviceId, moduleId);
        return new Module(id, generationId, new ETag(etag), managedBy, credentials.toCredentials(vault, id.toString()));
    }

    @Override
    public String toString() {
        return "ModuleRow[" + deviceId + "/" + moduleId + "]";
    }
}
