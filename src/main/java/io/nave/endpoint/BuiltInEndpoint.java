package io.nave.endpoint;

import jakarta.inject.Singleton;

import io.nave.hub.eventlog.DevicePartition;
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
        log.append(DevicePartition.of(message.origin().client().device(), log.partitionCount()), message, acknowledgement);
    }
}
