package io.nave.protocol.amqp;

import io.nave.hub.id.HubNames;
import io.nave.hub.json.JsonText;
import io.nave.hub.json.ServiceBoundJson;
import io.nave.hub.message.amqp.AmqpBytes;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FileNotification;
import io.nave.hub.servicebound.ServiceBoundMessage;

/**
 * What the hub tells back ends as a message: an enqueued time, the properties that .NET clients fail without, and the JSON in
 * one data section (service-protocols §6.5, §6.6). Not safe for several threads: every link has its own.
 */
final class ServiceBoundMessages {

    private static final int MESSAGE_ANNOTATIONS = 0x72;
    private static final int PROPERTIES = 0x73;
    private static final int DATA = 0x75;
    /** message-id to content-encoding. */
    private static final int FIELDS = 8;

    private final AmqpBytes out = new AmqpBytes();
    private final byte[] hub;

    ServiceBoundMessages(HubNames names) {
        this.hub = AmqpMessages.utf8(names.shortName());
    }

    byte[] encode(ServiceBoundMessage message) {
        out.clear();
        annotations(message);
        properties(message);
        out.section(DATA);
        out.writeBinary(JsonText.bytes(ServiceBoundJson.write(message)));
        return out.toByteArray();
    }

    private void annotations(ServiceBoundMessage message) {
        out.section(MESSAGE_ANNOTATIONS);
        int map = out.startMap();
        out.writeSymbol("iothub-enqueuedtime");
        out.writeTimestamp(message.enqueuedAt().toEpochMilli());
        out.end(map, 2);
    }

    private void properties(ServiceBoundMessage message) {
        out.section(PROPERTIES);
        int list = out.startList();
        out.writeString(message.token().toString());
        out.writeBinary(hub); // user-id
        out.writeNull(); // to
        out.writeNull(); // subject
        out.writeNull(); // reply-to
        out.writeNull(); // correlation-id
        out.writeSymbol(contentType(message));
        out.writeSymbol("utf-8");
        out.end(list, FIELDS);
    }

    private static String contentType(ServiceBoundMessage message) {
        return switch (message) {
            case FeedbackBatch batch -> "application/vnd.microsoft.iothub.feedback.json";
            case FileNotification notification -> "application/vnd.microsoft.iothub.filenotification.json";
        };
    }
}
