package io.nave.hub.message.amqp;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.nave.hub.message.SystemProperty;

/** The properties section of a message (AMQP 1.0 part 3 §3.2.4), with the fields that a device may have set. */
public final class MessageProperties {

    private static final int PROPERTIES = 0x73;
    private static final int FIELDS = 10;

    private final AmqpBytes out;

    public MessageProperties(AmqpBytes out) {
        this.out = out;
    }

    /** Writes the section, unless no field is set. */
    public void write(Map<SystemProperty, String> properties) {
        if (properties.isEmpty()) {
            return;
        }
        out.section(PROPERTIES);
        int list = out.startList();
        out.writeStringOrNull(properties.get(SystemProperty.MESSAGE_ID));
        binary(properties.get(SystemProperty.USER_ID));
        out.writeStringOrNull(properties.get(SystemProperty.TO));
        out.writeNull(); // subject
        out.writeNull(); // reply-to
        out.writeStringOrNull(properties.get(SystemProperty.CORRELATION_ID));
        symbol(properties.get(SystemProperty.CONTENT_TYPE));
        symbol(properties.get(SystemProperty.CONTENT_ENCODING));
        timestamp(properties.get(SystemProperty.ABSOLUTE_EXPIRY_TIME));
        timestamp(properties.get(SystemProperty.CREATION_TIME));
        out.end(list, FIELDS);
    }

    private void binary(@Nullable String text) {
        if (text == null) {
            out.writeNull();
        } else {
            out.writeBinary(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void symbol(@Nullable String text) {
        if (text == null) {
            out.writeNull();
        } else {
            out.writeSymbol(text);
        }
    }

    /** A date that is none is left out: the field is a timestamp, and the device wrote text. */
    private void timestamp(@Nullable String text) {
        if (text == null) {
            out.writeNull();
            return;
        }
        try {
            out.writeTimestamp(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException notADate) {
            out.writeNull();
        }
    }
}
