package io.nave.hub.json;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FileNotification;
import io.nave.hub.servicebound.ServiceBoundMessage;

/** The JSON of what the hub tells back ends, over AMQP and REST alike (service-protocols §6.5, §6.6). */
public final class ServiceBoundJson {

    private ServiceBoundJson() {
    }

    /** The body of a message. */
    public static JsonNode write(ServiceBoundMessage message) {
        return switch (message) {
            case FeedbackBatch batch -> FeedbackJson.write(batch);
            case FileNotification notification -> FileNotificationJson.write(notification);
        };
    }
}
