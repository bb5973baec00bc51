package io.nave.protocol.mqtt;

import java.time.Clock;

import jakarta.inject.Singleton;

import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.telemetry.TelemetryService;
import io.nave.hub.twins.TwinService;

/** What sessions need from the hub: its features, and where they report. */
@Singleton
record MqttServices(TelemetryService telemetry, TwinService twins, DeviceBoundQueue queue, HubMonitor monitor, Clock clock,
        MqttConfig config) {
}
