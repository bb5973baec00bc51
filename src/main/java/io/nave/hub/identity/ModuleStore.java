package io.nave.hub.identity;

import java.util.List;
import java.util.Optional;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.notification.Notification;
import io.smallrye.mutiny.Uni;

/** The port to where the modules of devices are kept. All changes are durable when their Uni completes. From any thread. */
public interface ModuleStore {

    Uni<Optional<Module>> find(ClientId id);

    /**
     * Adds a module and leaves the notification to be sent. Fails with DEVICE_NOT_FOUND, MODULE_ALREADY_EXISTS, or
     * TOO_MANY_MODULES when the device has {@code max} already.
     */
    Uni<Module> insert(Module module, int max, Notification notification);

    /**
     * Replaces a module that still has the etag {@code expected}; {@code module} carries the new one. Fails with
     * MODULE_NOT_FOUND when it is gone, PRECONDITION_FAILED when somebody else changed it.
     */
    Uni<Module> update(Module module, ETag expected);

    /** Removes a module and its MQTT session. Fails with MODULE_NOT_FOUND, or PRECONDITION_FAILED when the etag is another. */
    Uni<Void> delete(ClientId id, Optional<ETag> expected, Notification notification);

    /** All modules of a device by name; empty also when there is no such device. */
    Uni<List<Module>> list(DeviceId device);

    /** The modules after this one in the order of device and module ids; fewer than {@code max} are the last. */
    Uni<List<Module>> page(Optional<ClientId> after, int max);
}
