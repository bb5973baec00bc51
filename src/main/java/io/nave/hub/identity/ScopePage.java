package io.nave.hub.identity;

import java.util.List;
import java.util.Optional;

import io.nave.hub.id.DeviceId;

/** Some of those in a gateway's scope, with their keys; {@code next} is where the rest begins, empty when there is none. */
public record ScopePage(List<Device> devices, List<Module> modules, Optional<Cursor> next) {

    public ScopePage {
        devices = List.copyOf(devices);
        modules = List.copyOf(modules);
    }

    /** Behind this device, or, when empty, at the first one behind the gateway. */
    public record Cursor(Optional<DeviceId> after) {
    }
}
