package io.nave.hub.identity;

import io.nave.hub.id.DeviceId;
import io.smallrye.mutiny.Uni;

/** The port to what other stores keep of a device and has to go with it. From any thread. */
public interface DeviceRemains {

    /**
     * Removes the queue of device-bound messages of a device that was deleted. A device that is made anew has another
     * generation
     * id and is not touched, however late this comes; what is never removed expires.
     */
    Uni<Void> remove(DeviceId device, String generationId);
}
