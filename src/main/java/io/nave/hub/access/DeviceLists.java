package io.nave.hub.access;

import java.util.HashSet;
import java.util.Set;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.limits.HubLimits;

/**
 * Devices by id: when {@code allowed} is not empty, only those on it may connect; those on {@code denied} may not in any case.
 * What holds for a device holds for its modules.
 */
public record DeviceLists(Set<DeviceId> allowed, Set<DeviceId> denied) {

    /** All devices. */
    public static final DeviceLists EVERYBODY = new DeviceLists(Set.of(), Set.of());

    /** Fails with ARGUMENT_INVALID when a list is too long. */
    public DeviceLists {
        allowed = limited("allowedDevices", allowed);
        denied = limited("deniedDevices", denied);
    }

    private static Set<DeviceId> limited(String name, Set<DeviceId> devices) {
        if (devices.size() > HubLimits.MAX_LISTED_FOR_ACCESS) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    name + " has at most " + HubLimits.MAX_LISTED_FOR_ACCESS + " entries");
        }
        return Set.copyOf(devices);
    }

    boolean admit(DeviceId device) {
        return !denied.contains(device) && (allowed.isEmpty() || allowed.contains(device));
    }

    public DeviceLists allow(DeviceId device) {
        return new DeviceLists(with(allowed, device), denied);
    }

    /**
     * Takes a device off the list of allowed ones. Fails with INVALID_OPERATION for the last one, because an empty list lets
     * in everybody.
     */
    public DeviceLists disallow(DeviceId device) {
        Set<DeviceId> rest = without(allowed, device);
        if (rest.isEmpty() && !allowed.isEmpty()) {
            throw new HubException(ErrorCode.INVALID_OPERATION, "'" + device + "' is the last allowed device, and an empty list"
                    + " lets in all devices; if that is meant, put the access rules without allowedDevices");
        }
        return new DeviceLists(rest, denied);
    }

    public DeviceLists deny(DeviceId device) {
        return new DeviceLists(allowed, with(denied, device));
    }

    public DeviceLists undeny(DeviceId device) {
        return new DeviceLists(allowed, without(denied, device));
    }

    private static Set<DeviceId> with(Set<DeviceId> some, DeviceId one) {
        Set<DeviceId> more = new HashSet<>(some);
        more.add(one);
        return more;
    }

    private static Set<DeviceId> without(Set<DeviceId> some, DeviceId one) {
        Set<DeviceId> less = new HashSet<>(some);
        less.remove(one);
        return less;
    }
}
