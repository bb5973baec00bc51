package io.nave.hub.identity;

import java.util.Optional;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;

/**
 * One operation of a bulk call (service-protocols §5.5): on a device or a module, with the etag that a conditional mode
 * compares,
 * empty for any; {@code hasTwin} when the item brings tags or properties.
 */
public sealed interface BulkItem {

    /** An operation on a device. */
    record OfDevice(ImportMode mode, Optional<ETag> etag, DeviceRequest request, boolean hasTwin) implements BulkItem {

        @Override
        public ClientId id() {
            return new ClientId(request.id(), Optional.empty());
        }
    }

    /** An operation on a module. */
    record OfModule(ImportMode mode, Optional<ETag> etag, ModuleRequest request, boolean hasTwin) implements BulkItem {

        @Override
        public ClientId id() {
            return request.id();
        }
    }

    ClientId id();

    ImportMode mode();

    Optional<ETag> etag();

    boolean hasTwin();

    /** The etag that must be there; empty for any. */
    default Optional<ETag> expected() {
        return mode().isConditional() ? etag() : Optional.empty();
    }
}
