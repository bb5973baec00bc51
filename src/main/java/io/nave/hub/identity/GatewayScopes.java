package io.nave.hub.identity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.ScopePage.Cursor;
import io.nave.hub.limits.HubLimits;
import io.smallrye.mutiny.Uni;

/**
 * What a gateway may know of those behind it, so that it can let them in while the hub is out of reach: who they are and their
 * keys (device-protocols §7, semantics §7.5). In its scope are the gateway itself with its modules, and whose parent it is;
 * those behind a gateway behind it are in that one's scope. Who asks must have been let in before. Completes on a thread of
 * the store.
 */
@Singleton
public final class GatewayScopes {

    private final IdentityStore devices;
    private final ModuleStore modules;

    GatewayScopes(IdentityStore devices, ModuleStore modules) {
        this.devices = devices;
        this.modules = modules;
    }

    /**
     * Those in the scope of a gateway, the gateway first and then by id; modules are on the first page. A maximum of devices
     * outside 1 to 1000 means 1000. Fails with INVALID_DEVICE_SCOPE when the device is no gateway.
     */
    public Uni<ScopePage> page(DeviceId gateway, Optional<Cursor> from, int max) {
        int size = max < 1 || max > HubLimits.MAX_LISTED ? HubLimits.MAX_LISTED : max;
        return devices.find(gateway).map(found -> requireGateway(gateway, found))
                .chain(edge -> from.isPresent() ? behind(edge, from.get(), size) : first(edge, size));
    }

    private Uni<ScopePage> first(Device gateway, int size) {
        return Uni.combine().all().unis(modules.list(gateway.id()), behind(gateway, new Cursor(Optional.empty()), size - 1))
                .with((own, rest) -> first(gateway, own, rest));
    }

    private static ScopePage first(Device gateway, List<Module> own, ScopePage rest) {
        List<Device> all = new ArrayList<>(List.of(gateway));
        all.addAll(rest.devices());
        return new ScopePage(all, own, rest.next());
    }

    /** One more than there is room for is asked for, to know whether there is a next page. */
    private Uni<ScopePage> behind(Device gateway, Cursor from, int size) {
        return devices.behind(gateway.scope().deviceScope(), from.after(), size + 1)
                .map(found -> found.size() <= size ? new ScopePage(found, List.of(), Optional.empty())
                        : cut(found.subList(0, size), from));
    }

    private static ScopePage cut(List<Device> found, Cursor from) {
        Cursor next = found.isEmpty() ? from : new Cursor(Optional.of(found.getLast().id()));
        return new ScopePage(found, List.of(), Optional.of(next));
    }

    private static Device requireGateway(DeviceId id, Optional<Device> found) {
        return found.filter(device -> device.scope().iotEdge())
                .orElseThrow(() -> outOfScope("'" + id + "' is no IoT Edge device"));
    }

    /**
     * One device in the scope of a gateway, with the module that was asked for. Fails with INVALID_DEVICE_SCOPE when there is
     * none; whether there is one elsewhere is not told.
     */
    public Uni<ScopePage> find(DeviceId gateway, ClientId target) {
        Uni<Optional<Module>> module = target.module().isPresent() ? modules.find(target)
                : Uni.createFrom().item(Optional.empty());
        return Uni.combine().all().unis(devices.findAll(new HashSet<>(List.of(gateway, target.device()))), module)
                .with((found, one) -> inScope(gateway, target, found, one));
    }

    private static ScopePage inScope(DeviceId gateway, ClientId target, List<Device> found, Optional<Module> module) {
        Device edge = requireGateway(gateway, find(found, gateway));
        Optional<Device> device = find(found, target.device())
                .filter(one -> one.equals(edge) || one.scope().isBehind(edge.scope()));
        if (device.isEmpty() || target.module().isPresent() && module.isEmpty()) {
            throw outOfScope("'" + target + "' is not in the scope of '" + gateway + "'");
        }
        return new ScopePage(List.of(device.get()), module.stream().toList(), Optional.empty());
    }

    private static Optional<Device> find(List<Device> found, DeviceId id) {
        return found.stream().filter(device -> device.id().equals(id)).findFirst();
    }

    /** Fails with IOT_HUB_UNAUTHORIZED when the chain does not lead from its target up to the gateway that acts. */
    public Uni<Void> requireBelow(DeviceId actor, AuthChain chain) {
        DeviceId last = chain.gateways().isEmpty() ? chain.target().device() : chain.gateways().getLast();
        return devices.findAll(chain.devices())
                .invoke(found -> requireChain(last.equals(actor) && new GatewayPath(found).holds(chain)))
                .replaceWithVoid();
    }

    private static void requireChain(boolean holds) {
        if (!holds) {
            throw new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED, "The authChain does not lead up to this gateway");
        }
    }

    private static HubException outOfScope(String detail) {
        return new HubException(ErrorCode.INVALID_DEVICE_SCOPE, detail);
    }
}
