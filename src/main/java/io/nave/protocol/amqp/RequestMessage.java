package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.message.Message;

/** Reads what requests to {@code $cbs} and {@code $management} carry, tolerating missing sections. */
final class RequestMessage {

    private RequestMessage() {
    }

    /** An application property as text; empty when it is missing. */
    static String property(Message message, String name) {
        boolean any = message.getApplicationProperties() != null && message.getApplicationProperties().getValue() != null;
        Object value = any ? message.getApplicationProperties().getValue().get(name) : null;
        return value == null ? "" : value.toString();
    }

    /** The body as text; empty when there is none. */
    static String text(Message message) {
        Object body = message.getBody() instanceof AmqpValue value ? value.getValue() : message.getBody();
        if (body instanceof Data data) {
            body = data.getValue();
        }
        if (body instanceof Binary bytes) {
            return new String(bytes.getArray(), bytes.getArrayOffset(), bytes.getLength(), StandardCharsets.UTF_8);
        }
        return body instanceof String string ? string : "";
    }
}
