package io.nave.hub.identity;

import java.util.Optional;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.EtagCondition;

/**
 * One operation of a bulk call (service-protocols §5.5): on a device or a module, with the condition that a conditional
 * mode compares, and with what it says of the twin.
 */
public sealed interface BulkItem {

    /** An operation on a device. */
    record OfDevice(ImportMode mode, EtagCondition condition, DeviceRequest request, BulkTwin twin) implements BulkItem {

        @Override
        public ClientId id() {
            return new ClientId(request.id(), Optional.empty());
        }
    }

    /** An operation on a module. */
    record OfModule(ImportMode mode, EtagCondition condition, ModuleRequest request, BulkTwin twin) implements BulkItem {

        @Override
        public ClientId id() {
            return request.id();
        }
    }

    ClientId id();

    ImportMode mode();

    EtagCondition condition();

    BulkTwin twin();

    /** The etag that must be there; empty for any. */
    default Optional<ETag> expected() {
        return mode().isConditional() ? condition().etag() : Optional.empty();
    }

    /** What the twin must be like; nothing in particular in modes that are not conditional. */
    default EtagCondition expectedTwin() {
        return mode().isConditional() ? twin().condition() : EtagCondition.NONE;
    }
}
