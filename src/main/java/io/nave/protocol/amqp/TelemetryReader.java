package io.nave.protocol.amqp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;

/**
 * Reads what devices send (device-protocols §2.7): sections in any order, because the C client does not write them in the
 * protocol's, and batches, whose data sections are messages of their own. The per-message path.
 */
final class TelemetryReader {

    /** {@code message-format} of a batch. */
    static final int BATCH = 0x80013700;

    /** What a device says, before the hub stamps it. */
    record Content(Map<SystemProperty, String> system, Map<String, String> application, MessageBody body) {

        /** Its system properties and this model, if there is one. */
        Map<SystemProperty, String> systemWith(@Nullable String modelId) {
            if (modelId == null) {
                return system;
            }
            Map<SystemProperty, String> all = new EnumMap<>(SystemProperty.class);
            all.putAll(system);
            all.put(SystemProperty.MODEL_ID, modelId);
            return all;
        }
    }

    /** The fields of the properties section; null for those that mean nothing here. */
    private static final @Nullable SystemProperty[] PROPERTIES = { SystemProperty.MESSAGE_ID, SystemProperty.USER_ID,
            SystemProperty.TO, null, null, SystemProperty.CORRELATION_ID, SystemProperty.CONTENT_TYPE,
            SystemProperty.CONTENT_ENCODING, SystemProperty.ABSOLUTE_EXPIRY_TIME, SystemProperty.CREATION_TIME };
    private static final Map<String, SystemProperty> ANNOTATIONS = Map.of(
            "iothub-interface-id", SystemProperty.INTERFACE_ID,
            "dt-subject", SystemProperty.COMPONENT,
            "Diagnostic-Id", SystemProperty.DIAGNOSTIC_ID,
            "Correlation-Context", SystemProperty.CORRELATION_CONTEXT);
    private static final Map<String, SystemProperty> APPLICATION = Map.of(
            "iothub-outputname", SystemProperty.OUTPUT_NAME,
            "iothub-creation-time-utc", SystemProperty.CREATION_TIME,
            "iothub-message-schema", SystemProperty.MESSAGE_SCHEMA,
            "iothub-operation", SystemProperty.OPERATION,
            "iothub-ack", SystemProperty.ACK);
    /** Who sent it is what the hub knows, never what the client says. */
    private static final Set<String> CLAIMS = Set.of("iothub-connection-device-id", "iothub-connection-module-id");
    private static final byte[] NOTHING = {};

    private Map<SystemProperty, String> system = Map.of();
    private Map<String, String> application = Map.of();
    private byte[] body = NOTHING;

    private TelemetryReader() {
    }

    /** Reads a message. Fails with ARGUMENT_INVALID when the bytes are none. */
    static Content message(byte[] bytes) {
        return message(bytes, 0, bytes.length);
    }

    private static Content message(byte[] bytes, int offset, int length) {
        try {
            return new TelemetryReader().read(new AmqpCursor(bytes, offset, length));
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "The bytes of the transfer are no AMQP message: " + malformed.getMessage());
        }
    }

    /** Reads a batch, each message of it. Fails with ARGUMENT_INVALID when one of them is none, or there is none at all. */
    static List<Content> batch(byte[] bytes) {
        List<Content> messages = new ArrayList<>();
        for (byte[] one : dataSections(bytes)) {
            messages.add(message(one));
        }
        if (messages.isEmpty()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "The batch holds no message");
        }
        return messages;
    }

    private static List<byte[]> dataSections(byte[] bytes) {
        List<byte[]> sections = new ArrayList<>();
        AmqpCursor in = new AmqpCursor(bytes, 0, bytes.length);
        try {
            while (in.hasRemaining()) {
                if (in.section() == 0x75) {
                    sections.add(in.binary());
                } else {
                    in.skip();
                }
            }
            return sections;
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "The bytes of the transfer are no batch of AMQP messages: " + malformed.getMessage());
        }
    }

    private Content read(AmqpCursor in) {
        while (in.hasRemaining()) {
            switch (in.section()) {
                case 0x70, 0x71, 0x78 -> in.skip();
                case 0x72 -> readAnnotations(in);
                case 0x73 -> readProperties(in);
                case 0x74 -> readApplication(in);
                case 0x75 -> append(in.binary());
                case 0x77 -> append(value(in));
                default -> throw new IllegalArgumentException("the body must be bytes: a data section");
            }
        }
        return new Content(system, application, MessageBody.of(body));
    }

    private void readAnnotations(AmqpCursor in) {
        int elements = in.startCompound();
        for (int i = 0; i < elements / 2; i++) {
            SystemProperty property = ANNOTATIONS.get(in.textOrNull());
            if (property == null) {
                in.skip();
            } else {
                put(property, in.textOrNull());
            }
        }
    }

    private void readProperties(AmqpCursor in) {
        int fields = in.startCompound();
        for (int i = 0; i < fields; i++) {
            SystemProperty property = i < PROPERTIES.length ? PROPERTIES[i] : null;
            if (property == null) {
                in.skip();
            } else {
                put(property, in.textOrNull());
            }
        }
    }

    private void put(SystemProperty property, @Nullable String value) {
        if (value != null) {
            if (system.isEmpty()) {
                system = new EnumMap<>(SystemProperty.class);
            }
            system.put(property, value);
        }
    }

    private void readApplication(AmqpCursor in) {
        int entries = in.startCompound() / 2;
        if (entries > 0 && application.isEmpty()) {
            application = new LinkedHashMap<>();
        }
        for (int i = 0; i < entries; i++) {
            String name = in.textOrNull();
            String value = in.textOrNull();
            if (name == null) {
                throw new IllegalArgumentException("an application property has no name");
            }
            putApplication(name, value);
        }
    }

    private void putApplication(String name, @Nullable String value) {
        SystemProperty property = APPLICATION.get(name);
        if (property != null) {
            put(property, property == SystemProperty.ACK && value != null ? value.toLowerCase(Locale.ROOT) : value);
        } else if (!CLAIMS.contains(name)) {
            application.put(name, value == null ? DeviceMessage.NO_VALUE : value);
        }
    }

    private static byte[] value(AmqpCursor in) {
        if (in.isBinary()) {
            return in.binary();
        }
        String text = in.textOrNull();
        return text == null ? NOTHING : text.getBytes(StandardCharsets.UTF_8);
    }

    private void append(byte[] more) {
        if (body.length == 0) {
            body = more;
        } else {
            ByteArrayOutputStream all = new ByteArrayOutputStream(body.length + more.length);
            all.writeBytes(body);
            all.writeBytes(more);
            body = all.toByteArray();
        }
    }
}
