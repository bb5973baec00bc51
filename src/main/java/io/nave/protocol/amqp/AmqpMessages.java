package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.nave.hub.eventlog.PartitionState;
import io.nave.hub.eventlog.StoredEvent;
import io.nave.hub.id.DeviceId;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.message.amqp.AmqpBytes;
import io.nave.hub.message.amqp.MessageProperties;

/**
 * A device-to-cloud message as an Event Hubs message: what the hub knows goes to the message annotations, what the protocol
 * defines to the properties, what the application wrote to the application properties (service-protocols §7.7). The AMQP types
 * are what clients cast to. Not safe for several threads: every link has its own.
 */
final class AmqpMessages {

    private static final int DELIVERY_ANNOTATIONS = 0x71;
    private static final int MESSAGE_ANNOTATIONS = 0x72;
    private static final int APPLICATION_PROPERTIES = 0x74;
    private static final int DATA = 0x75;

    /** System properties that are annotations. */
    private static final SystemProperty[] ANNOTATED = { SystemProperty.MODEL_ID, SystemProperty.COMPONENT,
            SystemProperty.INTERFACE_ID, SystemProperty.DIAGNOSTIC_ID, SystemProperty.CORRELATION_CONTEXT };
    /** System properties that stand among the application properties. */
    private static final SystemProperty[] APPLIED = { SystemProperty.CREATION_TIME, SystemProperty.OUTPUT_NAME,
            SystemProperty.MESSAGE_SCHEMA, SystemProperty.OPERATION, SystemProperty.ACK };

    private final AmqpBytes out = new AmqpBytes();
    private final MessageProperties properties = new MessageProperties(out);
    private int entries;

    /** The encoded message; {@code metric} adds how far the partition is, for readers that asked. */
    byte[] encode(StoredEvent event, Optional<PartitionState> metric, Clock clock) {
        DeviceMessage message = event.message();
        out.clear();
        metric.ifPresent(state -> deliveryAnnotations(state, clock));
        messageAnnotations(event, message);
        properties.write(message.systemProperties());
        applicationProperties(message);
        out.section(DATA);
        out.writeBinary(message.body().bytes());
        return out.toByteArray();
    }

    private void deliveryAnnotations(PartitionState state, Clock clock) {
        out.section(DELIVERY_ANNOTATIONS);
        int map = out.startMap();
        entries = 0;
        longEntry("last_enqueued_sequence_number", state.lastSequenceNumber());
        stringEntry("last_enqueued_offset", Long.toString(state.lastSequenceNumber()));
        timeEntry("last_enqueued_time_utc", state.lastEnqueuedAt());
        timeEntry("runtime_info_retrieval_time_utc", clock.millis());
        out.end(map, 2 * entries);
    }

    private void messageAnnotations(StoredEvent event, DeviceMessage message) {
        MessageOrigin origin = message.origin();
        String device = origin.client().device().value();
        out.section(MESSAGE_ANNOTATIONS);
        int map = out.startMap();
        entries = 0;
        longEntry("x-opt-sequence-number", event.sequenceNumber());
        stringEntry("x-opt-offset", event.offset());
        timeEntry("x-opt-enqueued-time", event.enqueuedAt());
        stringEntry("x-opt-partition-key", device);
        out.writeSymbol("x-opt-sequence-number-epoch");
        out.writeInt(-1);
        entries++;
        stringEntry("iothub-connection-device-id", device);
        origin.client().module().map(DeviceId::value).ifPresent(id -> stringEntry("iothub-connection-module-id", id));
        stringEntry("iothub-connection-auth-generation-id", origin.generationId());
        stringEntry("iothub-connection-auth-method", origin.authMethod().json());
        timeEntry("iothub-enqueuedtime", message.receivedAt());
        stringEntry("iothub-message-source", "Telemetry");
        for (SystemProperty property : ANNOTATED) {
            optionalEntry(property, message.systemProperties().get(property));
        }
        out.end(map, 2 * entries);
    }

    private void longEntry(String name, long value) {
        out.writeSymbol(name);
        out.writeLong(value);
        entries++;
    }

    private void timeEntry(String name, long millis) {
        out.writeSymbol(name);
        out.writeTimestamp(millis);
        entries++;
    }

    private void stringEntry(String name, String value) {
        out.writeSymbol(name);
        out.writeString(value);
        entries++;
    }

    private void optionalEntry(SystemProperty property, @Nullable String value) {
        if (value != null) {
            stringEntry(property.routedName(), value);
        }
    }

    private void applicationProperties(DeviceMessage message) {
        Map<SystemProperty, String> system = message.systemProperties();
        Map<String, String> application = message.applicationProperties();
        out.section(APPLICATION_PROPERTIES);
        int map = out.startMap();
        entries = 0;
        for (Map.Entry<String, String> property : application.entrySet()) {
            out.writeString(property.getKey());
            out.writeStringOrNull(DeviceMessage.isNoValue(property.getValue()) ? null : property.getValue());
            entries++;
        }
        for (SystemProperty property : APPLIED) {
            appliedEntry(property.routedName(), system.get(property), application);
        }
        out.end(map, 2 * entries);
    }

    private void appliedEntry(String name, @Nullable String value, Map<String, String> application) {
        if (value != null && !application.containsKey(name)) {
            out.writeString(name);
            out.writeString(value);
            entries++;
        }
    }

    /** The bytes of a user id. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
