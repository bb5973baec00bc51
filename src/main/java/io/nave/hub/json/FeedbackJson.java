package io.nave.hub.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.id.WireTime;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackRecord;

/**
 * The JSON of feedback, over AMQP and REST alike (service-protocols §6.5): statuses by name, because the Java client knows no
 * numbers.
 */
final class FeedbackJson {

    private FeedbackJson() {
    }

    /** The array that is the body of a batch. */
    static ArrayNode write(FeedbackBatch batch) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        batch.records().forEach(record -> array.add(write(record)));
        return array;
    }

    private static ObjectNode write(FeedbackRecord record) {
        return JsonNodeFactory.instance.objectNode()
                .put("originalMessageId", record.originalMessageId())
                .put("enqueuedTimeUtc", WireTime.of(record.at()))
                .put("statusCode", record.status().wireName())
                .put("description", record.status().wireName())
                .put("deviceId", record.device().value())
                .put("deviceGenerationId", record.generationId());
    }
}
