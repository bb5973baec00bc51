package io.nave.protocol.amqp;

import io.nave.hub.id.HubNames;
import io.nave.hub.json.FeedbackJson;
import io.nave.hub.json.JsonText;
import io.nave.hub.servicebound.FeedbackBatch;

/**
 * A batch of feedback as a message: an enqueued time, the properties that .NET clients fail without, and the JSON in one data
 * section (service-protocols §6.5). Not safe for several threads: every link has its own.
 */
final class FeedbackMessages {

    private static final int MESSAGE_ANNOTATIONS = 0x72;
    private static final int PROPERTIES = 0x73;
    private static final int DATA = 0x75;
    /** message-id to content-encoding. */
    private static final int FIELDS = 8;

    private final AmqpBytes out = new AmqpBytes();
    private final byte[] hub;

    FeedbackMessages(HubNames names) {
        this.hub = AmqpMessages.utf8(names.shortName());
    }

    byte[] encode(FeedbackBatch batch) {
        out.clear();
        annotations(batch);
        properties(batch);
        out.section(DATA);
        out.writeBinary(JsonText.bytes(FeedbackJson.write(batch)));
        return out.toByteArray();
    }

    private void annotations(FeedbackBatch batch) {
        out.section(MESSAGE_ANNOTATIONS);
        int map = out.startMap();
        out.writeSymbol("iothub-enqueuedtime");
        out.writeTimestamp(batch.enqueuedAt().toEpochMilli());
        out.end(map, 2);
    }

    private void properties(FeedbackBatch batch) {
        out.section(PROPERTIES);
        int list = out.startList();
        out.writeString(batch.token().toString());
        out.writeBinary(hub); // user-id
        out.writeNull(); // to
        out.writeNull(); // subject
        out.writeNull(); // reply-to
        out.writeNull(); // correlation-id
        out.writeSymbol("application/vnd.microsoft.iothub.feedback.json");
        out.writeSymbol("utf-8");
        out.end(list, FIELDS);
    }
}
