package io.nave.hub.eventlog;

import io.nave.hub.id.DeviceId;

/** Which partition holds what a device and its modules say; part of the contract with data on disk. */
public final class DevicePartition {

    private DevicePartition() {
    }

    /** From 0 to {@code partitions} - 1. */
    public static int of(DeviceId device, int partitions) {
        int hash = device.value().hashCode();
        return Math.floorMod(hash ^ hash >>> 16, partitions);
    }
}
