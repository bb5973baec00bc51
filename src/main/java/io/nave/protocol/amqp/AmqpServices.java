package io.nave.protocol.amqp;

import java.time.Clock;

import jakarta.inject.Singleton;

import io.nave.hub.access.Authenticator;
import io.nave.hub.eventlog.ConsumerGroupStore;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.ReaderTable;
import io.nave.hub.id.HubNames;
import io.nave.hub.monitoring.HubMonitor;

/** What the links of a connection need from the hub. */
@Singleton
record AmqpServices(Authenticator authenticator, EventLog log, ConsumerGroupStore groups, ReaderTable readers, HubNames names,
        Clock clock, HubMonitor monitor) {
}
