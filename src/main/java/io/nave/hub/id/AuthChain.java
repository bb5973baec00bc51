package io.nave.hub.id;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * On whose behalf a gateway acts (device-protocols §7): the target, then the gateways above it, the acting one last. Without
 * gateways the target acts for itself. Nothing is said about whether the gateways really stand there.
 */
public record AuthChain(ClientId target, List<DeviceId> gateways) {

    /** How deep gateways stand behind each other (semantics §7.5). */
    public static final int MAX_GATEWAYS = 5;

    /** The module of a gateway that acts for others. */
    private static final DeviceId EDGE_HUB = new DeviceId("$edgeHub");
    private static final String SEPARATOR = ";";
    private static final int MAX_LENGTH = (MAX_GATEWAYS + 1) * 260;

    /** Fails with ARGUMENT_INVALID when there are too many gateways. */
    public AuthChain {
        gateways = List.copyOf(gateways);
        if (gateways.size() > MAX_GATEWAYS) {
            throw invalid("has more than " + MAX_GATEWAYS + " gateways");
        }
    }

    /**
     * Reads the ids, separated by {@code ;}: the target {@code d} or {@code d/m}, gateways {@code d} or {@code d/$edgeHub}. A
     * target may have a {@code ;} in its id, a gateway not. Fails with ARGUMENT_INVALID when this is no chain of the target.
     */
    public static AuthChain parse(String text, ClientId target) {
        String own = target.toString();
        boolean isOwn = text.length() <= MAX_LENGTH && (text + SEPARATOR).startsWith(own + SEPARATOR);
        if (!isOwn) {
            throw invalid("does not begin with the id that it is for, or is too long");
        }
        List<DeviceId> gateways = new ArrayList<>();
        for (String id : text.substring(own.length()).split(SEPARATOR)) {
            if (!id.isEmpty()) {
                add(gateway(ClientId.parse(id)), gateways);
            }
        }
        return new AuthChain(target, gateways);
    }

    /** Reads the chain of whichever target stands first in it, whose id has no {@code ;}. Fails with ARGUMENT_INVALID. */
    public static AuthChain parse(String text) {
        int end = text.indexOf(SEPARATOR);
        return parse(text, ClientId.parse(end < 0 ? text : text.substring(0, end)));
    }

    /** A chain may name a gateway twice in a row, as itself and as its module. */
    private static void add(DeviceId gateway, List<DeviceId> gateways) {
        if (gateways.isEmpty() || !gateways.getLast().equals(gateway)) {
            gateways.add(gateway);
        }
    }

    private static DeviceId gateway(ClientId id) {
        if (!id.module().orElse(EDGE_HUB).equals(EDGE_HUB)) {
            throw invalid("has another module than $edgeHub above its target");
        }
        return id.device();
    }

    /** The module of this gateway that acts for others, with credentials of its own. */
    public static ClientId edgeHubOf(DeviceId gateway) {
        return new ClientId(gateway, Optional.of(EDGE_HUB));
    }

    /** Whose proof counts. */
    public ClientId actor() {
        return gateways.isEmpty() ? target : edgeHubOf(gateways.getLast());
    }

    public boolean isOfActorItself() {
        return actor().equals(target);
    }

    /** All devices that it speaks of. */
    public Set<DeviceId> devices() {
        Set<DeviceId> devices = new LinkedHashSet<>(gateways);
        devices.add(target.device());
        return devices;
    }

    private static HubException invalid(String what) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "The auth-chain " + what);
    }

    /** As it is written on the wire. */
    @Override
    public String toString() {
        List<String> ids = new ArrayList<>(List.of(target.toString()));
        gateways.forEach(gateway -> ids.add(gateway.value()));
        return String.join(SEPARATOR, ids);
    }
}
