package io.nave.hub.identity;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.nave.hub.id.AuthChain;
import io.nave.hub.id.DeviceId;

/**
 * Whether gateways stand above each other, and above a target, as an auth-chain says: each is the parent of the one before it
 * (device-protocols §7, semantics §7.5).
 */
public final class GatewayPath {

    private final Map<DeviceId, Device> devices;

    /** Of the devices that an auth-chain speaks of, as far as they are registered. */
    public GatewayPath(Collection<Device> devices) {
        this.devices = devices.stream().collect(Collectors.toMap(Device::id, Function.identity()));
    }

    /** Whether the chain holds: all of its gateways are there, may connect, and stand where it says. */
    public boolean holds(AuthChain chain) {
        boolean holds = true;
        DeviceId below = chain.target().device();
        boolean isModule = chain.target().module().isPresent();
        for (DeviceId gateway : chain.gateways()) {
            holds &= isUsable(gateway) && (isModule && below.equals(gateway) || isBehind(below, gateway));
            below = gateway;
            isModule = false;
        }
        return holds;
    }

    private boolean isUsable(DeviceId gateway) {
        return find(gateway).filter(Device::enabled).filter(device -> device.scope().iotEdge()).isPresent();
    }

    private boolean isBehind(DeviceId child, DeviceId gateway) {
        Optional<EdgeScope> above = find(gateway).map(Device::scope);
        return above.isPresent() && find(child).filter(device -> device.scope().isBehind(above.get())).isPresent();
    }

    private Optional<Device> find(DeviceId id) {
        return Optional.ofNullable(devices.get(id));
    }
}
