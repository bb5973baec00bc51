package io.nave.endpoint.amqp;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.nave.endpoint.HubProperties;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.WireTime;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.message.amqp.AmqpBytes;
import io.nave.hub.message.amqp.MessageProperties;
import io.nave.routing.endpoints.EndpointKind;

/**
 * A message as consumers of the kind know it (semantics §1.3): the device's bytes as one data section, what the protocol
 * defines
 * in the properties, and what the hub says where the kind has it.
 *
 * <pre>
 *                  annotations                              application properties
 *   eventHubs      what the hub says, partition key         the device's
 *   serviceBus…    partition key                            the device's, and what the hub says but the time
 *   amqpAddresses  what the hub says                        the device's, and what the hub says
 * </pre>
 *
 * Brokers hand annotations on or not, and none selects by them; application properties reach every consumer. Where the hub
 * speaks in them, a property of the device that has the same name is left out, so nobody can claim to be another. A broker
 * drops
 * a message whose {@code absolute-expiry-time} is over, by the clock of whoever wrote it: outside Event Hubs it is an
 * application property. Not safe for several threads.
 */
final class EndpointMessages {

    private static final int HEADER = 0x70;
    private static final int MESSAGE_ANNOTATIONS = 0x72;
    private static final int APPLICATION_PROPERTIES = 0x74;
    private static final int DATA = 0x75;
    private static final String ENQUEUED = "iothub-enqueuedtime";
    private static final String SOURCE = SystemProperty.MESSAGE_SOURCE.routedName();

    /** System properties that the hub stamps, or that are annotations for readers of Event Hubs. */
    private static final SystemProperty[] ANNOTATED = { SystemProperty.MODEL_ID, SystemProperty.COMPONENT,
            SystemProperty.INTERFACE_ID, SystemProperty.DIAGNOSTIC_ID, SystemProperty.CORRELATION_CONTEXT };
    /** System properties that stand among the application properties. */
    private static final SystemProperty[] APPLIED = { SystemProperty.CREATION_TIME, SystemProperty.OUTPUT_NAME,
            SystemProperty.MESSAGE_SCHEMA, SystemProperty.OPERATION, SystemProperty.ACK };

    private final boolean annotates;
    private final boolean applies;
    private final boolean partitioned;
    private final boolean timed;
    private final AmqpBytes out = new AmqpBytes();
    private final MessageProperties properties = new MessageProperties(out);
    private boolean symbols;
    private int entries;

    EndpointMessages(EndpointKind kind) {
        this.annotates = kind == EndpointKind.AMQP_ADDRESSES || kind == EndpointKind.EVENT_HUBS;
        this.applies = kind != EndpointKind.EVENT_HUBS;
        this.partitioned = kind != EndpointKind.AMQP_ADDRESSES;
        this.timed = kind == EndpointKind.AMQP_ADDRESSES;
    }

    /** The whole message. */
    byte[] encode(DeviceMessage message) {
        out.clear();
        header();
        annotations(message);
        properties.write(protocolProperties(message));
        applicationProperties(message);
        out.section(DATA);
        out.writeBinary(message.body().bytes());
        return out.toByteArray();
    }

    /** Durable, and without a time to live. */
    private void header() {
        out.section(HEADER);
        int list = out.startList();
        out.writeTrue();
        out.end(list, 1);
    }

    private void annotations(DeviceMessage message) {
        out.section(MESSAGE_ANNOTATIONS);
        int map = out.startMap();
        entries = 0;
        symbols = true;
        if (partitioned) {
            entry("x-opt-partition-key", message.origin().client().device().value());
        }
        if (annotates) {
            out.writeSymbol(ENQUEUED);
            out.writeTimestamp(message.receivedAt());
            entries++;
            saidByTheHub(message);
        }
        out.end(map, 2 * entries);
    }

    private void saidByTheHub(DeviceMessage message) {
        MessageOrigin origin = message.origin();
        entry("iothub-connection-device-id", origin.client().device().value());
        origin.client().module().map(DeviceId::value).ifPresent(id -> entry("iothub-connection-module-id", id));
        entry("iothub-connection-auth-generation-id", origin.generationId());
        entry("iothub-connection-auth-method", origin.authMethod().json());
        entry(SOURCE, HubProperties.source(message));
        for (SystemProperty property : ANNOTATED) {
            optionalEntry(property.routedName(), message.systemProperties().get(property));
        }
    }

    private Map<SystemProperty, String> protocolProperties(DeviceMessage message) {
        Map<SystemProperty, String> all = message.systemProperties();
        if (!applies || !all.containsKey(SystemProperty.ABSOLUTE_EXPIRY_TIME)) {
            return all;
        }
        Map<SystemProperty, String> kept = new EnumMap<>(all);
        kept.remove(SystemProperty.ABSOLUTE_EXPIRY_TIME);
        return kept;
    }

    private void applicationProperties(DeviceMessage message) {
        out.section(APPLICATION_PROPERTIES);
        int map = out.startMap();
        entries = 0;
        symbols = false;
        message.applicationProperties().forEach((name, value) -> deviceEntry(message, name, value));
        if (applies) {
            saidByTheHub(message);
            appliedEntry(message, SystemProperty.ABSOLUTE_EXPIRY_TIME);
        }
        if (timed) {
            entry(ENQUEUED, WireTime.of(Instant.ofEpochMilli(message.receivedAt())));
        }
        for (SystemProperty property : APPLIED) {
            appliedEntry(message, property);
        }
        out.end(map, 2 * entries);
    }

    private void deviceEntry(DeviceMessage message, String name, String value) {
        if (!(applies && isSaidByTheHub(message, name))) {
            out.writeString(name);
            out.writeStringOrNull(DeviceMessage.isNoValue(value) ? null : value);
            entries++;
        }
    }

    private static boolean isSaidByTheHub(DeviceMessage message, String name) {
        return HubProperties.isAboutTheSender(name) || name.equals(ENQUEUED) || name.equals(SOURCE)
                || isAnnotated(message, name);
    }

    private static boolean isAnnotated(DeviceMessage message, String name) {
        for (SystemProperty property : ANNOTATED) {
            if (property.routedName().equals(name)) {
                return message.systemProperties().containsKey(property);
            }
        }
        return false;
    }

    private void appliedEntry(DeviceMessage message, SystemProperty property) {
        if (!message.applicationProperties().containsKey(property.routedName())) {
            optionalEntry(property.routedName(), message.systemProperties().get(property));
        }
    }

    private void optionalEntry(String name, @Nullable String value) {
        if (value != null) {
            entry(name, value);
        }
    }

    private void entry(String name, String value) {
        if (symbols) {
            out.writeSymbol(name);
        } else {
            out.writeString(name);
        }
        out.writeString(value);
        entries++;
    }
}
