package io.nave.endpoint;

import jakarta.inject.Singleton;

import io.nave.hub.eventlog.EventLog;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.routing.Endpoint;

/** The built-in endpoint {@code events}: appends to the event log, all messages of a device to one partition, in order. */
@Singleton
public final class BuiltInEndpoint implements Endpoint {

    private final EventLog log;

    public BuiltInEndpoint(EventLog log) {
        this.log = log;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public void deliver(DeviceMessage message, Acknowledgement acknowledgement) {
        log.append(partitionOf(message), message, acknowledgement);
    }

    /** The same for all messages of a device, modules included; part of the contract with data on disk. */
    private int partitionOf(DeviceMessage message) {
        int hash = message.origin().client().device().value().hashCode();
        return Math.floorMod(hash ^ hash >>> 16, log.partitionCount());
    }
}
