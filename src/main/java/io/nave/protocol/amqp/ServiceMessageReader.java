package io.nave.protocol.amqp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.UnsignedShort;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.jspecify.annotations.Nullable;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.WireTime;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;

/**
 * Reads what back ends send to devices (service-protocols §6.4). Clients differ in the types of ids and write numbers and dates
 * among the application properties; devices get text. The sections are read one by one, because the engine's own message class
 * keeps only the last of several data sections. Not safe for several threads: every link has its own.
 */
final class ServiceMessageReader {

    private static final String ACK = "iothub-ack";

    private final DecoderImpl decoder = new DecoderImpl();

    ServiceMessageReader() {
        AMQPDefinedTypes.registerAllTypes(decoder, new EncoderImpl(decoder));
    }

    /** A message and the address that it is for; empty when the sender gave none. */
    record Sent(String to, DeviceBoundMessage message) {
    }

    /** Fails with ARGUMENT_INVALID when the bytes are no message, or one that no device could be sent. */
    Sent read(ReadableBuffer bytes) {
        try {
            Sections sections = new Sections();
            decoder.setBuffer(bytes);
            while (bytes.hasRemaining()) {
                sections.add(decoder.readObject());
            }
            return sections.message();
        } catch (HubException refusal) {
            throw refusal;
        } catch (RuntimeException | StackOverflowError malformed) { // the latter of values that are nested without end
            throw invalid("The bytes of the transfer are no AMQP message");
        }
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }

    /** What the sections read so far say. */
    private static final class Sections {

        private final Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
        private final Map<String, String> application = new LinkedHashMap<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private String to = "";

        Sent message() {
            return new Sent(to, new DeviceBoundMessage(system, application, MessageBody.of(body.toByteArray())));
        }

        void add(@Nullable Object section) {
            switch (section) {
                case Properties properties -> addProperties(properties);
                case ApplicationProperties properties -> properties.getValue().forEach(this::addProperty);
                case Data data -> addBytes(data.getValue());
                case AmqpValue value -> addValue(value.getValue());
                case AmqpSequence sequence -> throw invalid("The body must be bytes: a data section");
                case Section other -> {
                    // header, annotations and footer are for those on the way
                }
                case null, default -> throw invalid("The bytes of the transfer are no sections of an AMQP message");
            }
        }

        private void addProperties(Properties properties) {
            to = properties.getTo() == null ? "" : properties.getTo();
            put(SystemProperty.MESSAGE_ID, properties.getMessageId());
            put(SystemProperty.CORRELATION_ID, properties.getCorrelationId());
            put(SystemProperty.USER_ID, properties.getUserId());
            put(SystemProperty.ABSOLUTE_EXPIRY_TIME, properties.getAbsoluteExpiryTime());
            put(SystemProperty.CONTENT_TYPE, properties.getContentType());
            put(SystemProperty.CONTENT_ENCODING, properties.getContentEncoding());
        }

        private void put(SystemProperty property, @Nullable Object value) {
            if (value != null) {
                system.put(property, text(value));
            }
        }

        private void addProperty(String name, @Nullable Object value) {
            String text = value == null ? "" : text(value);
            if (name.equalsIgnoreCase(ACK)) {
                system.put(SystemProperty.ACK, text.toLowerCase(Locale.ROOT));
            } else {
                application.put(name, text);
            }
        }

        private void addValue(@Nullable Object value) {
            switch (value) {
                case null -> {
                    // no body
                }
                case Binary bytes -> addBytes(bytes);
                case String text -> body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                default -> throw invalid("The body must be bytes: a data section, or a value that is binary or a string");
            }
        }

        private void addBytes(Binary bytes) {
            body.write(bytes.getArray(), bytes.getArrayOffset(), bytes.getLength());
        }

        private static String text(Object value) {
            return switch (value) {
                case String text -> text;
                case Symbol symbol -> symbol.toString();
                case Binary bytes -> new String(bytes.getArray(), bytes.getArrayOffset(), bytes.getLength(),
                        StandardCharsets.UTF_8);
                case Date date -> time(date);
                case UnsignedLong number -> number.bigIntegerValue().toString();
                case UnsignedInteger number -> Long.toString(number.longValue());
                case UnsignedShort number -> Integer.toString(number.intValue());
                case UnsignedByte number -> Integer.toString(number.intValue());
                default -> simple(value);
            };
        }

        @SuppressWarnings("JavaUtilDate") // what the engine decodes an AMQP timestamp to
        private static String time(Date date) {
            return WireTime.of(Instant.ofEpochMilli(date.getTime()));
        }

        private static String simple(Object value) {
            boolean simple = value instanceof Number || value instanceof Boolean || value instanceof Character
                    || value instanceof java.util.UUID;
            if (!simple) {
                throw invalid("A property of a message is a text, a number, true or false, a date, a UUID or bytes");
            }
            return value.toString();
        }
    }
}
