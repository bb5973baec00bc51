package io.nave.hub.id;

import java.util.Optional;

/** Who a connection speaks for: a device, or one of its modules. Its text is the MQTT client id, {@code d} or {@code d/m}. */
public record ClientId(DeviceId device, Optional<DeviceId> module) {

    /** The device itself. */
    public static ClientId of(String device) {
        return new ClientId(new DeviceId(device), Optional.empty());
    }

    /** A module of a device. */
    public static ClientId of(String device, String module) {
        return new ClientId(new DeviceId(device), Optional.of(new DeviceId(module)));
    }

    /** Reads an MQTT client id; fails with ARGUMENT_INVALID when it is none. */
    public static ClientId parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? of(text) : of(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return module.map(m -> device + "/" + m).orElseGet(device::value);
    }
}
