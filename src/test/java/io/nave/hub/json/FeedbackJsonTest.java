package io.nave.hub.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.FeedbackStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** The body of a feedback batch (service-protocols §6.5, semantics §5.3). */
class FeedbackJsonTest {

    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.6789012Z");

    private static FeedbackRecord record(String messageId, Instant at, FeedbackStatus status) {
        return new FeedbackRecord(messageId, at, status, new DeviceId("sensor-1"), "637121169262975883");
    }

    private static String json(FeedbackRecord... records) {
        FeedbackBatch batch = new FeedbackBatch(LockToken.of(1, 2), 0, THEN, List.of(records));
        return new String(JsonText.bytes(FeedbackJson.write(batch)), StandardCharsets.UTF_8);
    }

    @Test
    void batchIsAnArrayOfRecords() {
        assertThat(json(record("mid-1", THEN, FeedbackStatus.SUCCESS),
                record("mid-\"2\"", Instant.parse("2026-01-02T03:04:06Z"), FeedbackStatus.PURGED))).isEqualTo("""
                        [{"originalMessageId":"mid-1","enqueuedTimeUtc":"2026-01-02T03:04:05.6789012Z",\
                        "statusCode":"Success","description":"Success",\
                        "deviceId":"sensor-1","deviceGenerationId":"637121169262975883"},\
                        {"originalMessageId":"mid-\\"2\\"","enqueuedTimeUtc":"2026-01-02T03:04:06.0000000Z",\
                        "statusCode":"Purged","description":"Purged",\
                        "deviceId":"sensor-1","deviceGenerationId":"637121169262975883"}]""");
    }

    @ParameterizedTest
    @CsvSource({ "SUCCESS, Success", "EXPIRED, Expired", "DELIVERY_COUNT_EXCEEDED, DeliveryCountExceeded",
            "REJECTED, Rejected", "PURGED, Purged" })
    void statusesHaveTheNamesThatClientsKnow(FeedbackStatus status, String name) {
        assertThat(json(record("m", THEN, status))).contains("\"statusCode\":\"" + name + "\"");
    }
}
