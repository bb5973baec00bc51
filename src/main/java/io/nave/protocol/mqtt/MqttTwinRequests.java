package io.nave.protocol.mqtt;

import java.time.Clock;
import java.util.List;
import java.util.UUID;

import io.nave.hub.connections.DesiredChange;
import io.nave.hub.error.HubException;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.twins.ReportedPatch;
import io.nave.hub.twins.TwinService;
import io.nave.hub.twins.TwinStore.DeviceView;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** What one client can ask of its own twin and of nobody else's, and how it is refused. */
record MqttTwinRequests(MessageOrigin origin, TwinService twins, HubMonitor monitor, Clock clock) {

    Uni<DeviceView> view() {
        return twins.view(origin.client());
    }

    Uni<Long> report(ReportedPatch patch) {
        return twins.report(origin.client(), origin.generationId(), patch);
    }

    Uni<Long> desiredVersion() {
        return twins.desiredVersion(origin.client());
    }

    Uni<List<DesiredChange>> changesAfter(long version) {
        return twins.changesAfter(origin.client(), version);
    }

    /** The body of an error; by {@code errorCode} the Node SDK knows that it is one (device-protocols §1.11.2). */
    Buffer errorBody(HubException cause) {
        return new JsonObject().put("errorCode", cause.code().number())
                .put("trackingId", UUID.randomUUID().toString())
                .put("message", cause.detail())
                .put("timestampUtc", clock.instant().toString())
                .toBuffer();
    }

    void report(HubEvent event) {
        monitor.report(event);
    }
}
