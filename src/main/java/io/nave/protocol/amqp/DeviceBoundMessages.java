package io.nave.protocol.amqp;

import java.util.EnumMap;
import java.util.Map;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.id.DeviceId;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.message.amqp.AmqpBytes;
import io.nave.hub.message.amqp.MessageProperties;

/**
 * A cloud-to-device message as devices read it (device-protocols §2.8), in the types that they cast to: one data section, and
 * application properties that are strings. Not safe for several threads: every link has its own.
 */
final class DeviceBoundMessages {

    private static final int MESSAGE_ANNOTATIONS = 0x72;
    private static final int APPLICATION_PROPERTIES = 0x74;
    private static final int DATA = 0x75;
    private static final int MOST_OF_A_BYTE = 255;
    private static final int ANNOTATIONS = 4;

    private final AmqpBytes out = new AmqpBytes();
    private final MessageProperties properties = new MessageProperties(out);

    byte[] encode(DeviceId device, LockedMessage locked) {
        DeviceBoundMessage message = locked.message();
        out.clear();
        annotations(locked);
        Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
        system.putAll(message.system());
        system.put(SystemProperty.TO, "/devices/" + device + "/messages/deviceBound");
        properties.write(system);
        applicationProperties(message);
        out.section(DATA);
        out.writeBinary(message.body().bytes());
        return out.toByteArray();
    }

    private void annotations(LockedMessage locked) {
        out.section(MESSAGE_ANNOTATIONS);
        int map = out.startMap();
        out.writeSymbol("x-opt-sequence-number");
        out.writeUlong(locked.sequenceNumber());
        out.writeSymbol("iothub-enqueuedtime");
        out.writeTimestamp(locked.enqueuedAt().toEpochMilli());
        out.writeSymbol("iothub-deliverycount");
        out.writeUbyte(Math.min(locked.deliveryCount(), MOST_OF_A_BYTE));
        out.writeSymbol("x-opt-lock-token");
        out.writeString(locked.token().toString());
        out.end(map, 2 * ANNOTATIONS);
    }

    private void applicationProperties(DeviceBoundMessage message) {
        out.section(APPLICATION_PROPERTIES);
        int map = out.startMap();
        int entries = 0;
        for (Map.Entry<String, String> property : message.application().entrySet()) {
            out.writeString(property.getKey());
            out.writeString(property.getValue());
            entries++;
        }
        if (message.system().containsKey(SystemProperty.ACK)) {
            out.writeString("iothub-ack");
            out.writeString(message.acknowledgement().wireName());
            entries++;
        }
        out.end(map, 2 * entries);
    }
}
