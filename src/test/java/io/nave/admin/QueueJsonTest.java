package io.nave.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.devicebound.DeadLetter;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.QueueView;
import io.nave.hub.devicebound.QueueView.Waiting;
import io.nave.hub.id.DeviceId;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.servicebound.FeedbackStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** The view of a device's queue for operators. */
class QueueJsonTest {

    private static final Instant SENT = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant LATER = Instant.parse("2026-06-01T12:01:00.5Z");
    private static final DeviceId DEVICE = new DeviceId("dev1");

    private static DeviceBoundMessage message(int bodyLength) {
        return new DeviceBoundMessage(Map.of(SystemProperty.MESSAGE_ID, "m1"), Map.of("k", "v"),
                MessageBody.of(new byte[bodyLength]));
    }

    @Test
    void viewShowsMessagesAndDeadLetters() {
        // given
        QueueView view = new QueueView(2,
                List.of(new Waiting(7, 1, SENT, LATER, Optional.of(LATER), message(3)),
                        new Waiting(8, 0, SENT, LATER, Optional.empty(), message(0))),
                List.of(new DeadLetter(6, FeedbackStatus.DELIVERY_COUNT_EXCEEDED, LATER, 10, SENT, message(1))));

        // when
        String json = QueueJson.write(DEVICE, view).toString();

        // then
        String properties = "\"systemProperties\":{\"message-id\":\"m1\"},\"properties\":{\"k\":\"v\"},";
        assertThat(json).isEqualTo("{\"deviceId\":\"dev1\",\"depth\":2,\"messages\":["
                + "{\"sequenceNumber\":7,\"state\":\"locked\",\"lockedUntilUtc\":\"2026-06-01T12:01:00.5000000Z\","
                + "\"deliveryCount\":1,\"enqueuedTimeUtc\":\"2026-06-01T12:00:00.0000000Z\","
                + "\"expiryTimeUtc\":\"2026-06-01T12:01:00.5000000Z\"," + properties + "\"bodyLength\":3,\"body\":\"AAAA\"},"
                + "{\"sequenceNumber\":8,\"state\":\"enqueued\",\"lockedUntilUtc\":null,"
                + "\"deliveryCount\":0,\"enqueuedTimeUtc\":\"2026-06-01T12:00:00.0000000Z\","
                + "\"expiryTimeUtc\":\"2026-06-01T12:01:00.5000000Z\"," + properties + "\"bodyLength\":0,\"body\":\"\"}],"
                + "\"deadLetters\":[{\"sequenceNumber\":6,\"reason\":\"DeliveryCountExceeded\","
                + "\"deadLetteredTimeUtc\":\"2026-06-01T12:01:00.5000000Z\",\"deliveryCount\":10,"
                + "\"enqueuedTimeUtc\":\"2026-06-01T12:00:00.0000000Z\"," + properties
                + "\"bodyLength\":1,\"body\":\"AA==\"}]}");
    }

    @Test
    void longBodiesAreCut() {
        // when
        JsonNode json = QueueJson.write(DEVICE,
                new QueueView(1, List.of(new Waiting(1, 0, SENT, LATER, Optional.empty(), message(60_000))), List.of()));

        // then
        assertThat(json.at("/messages/0/bodyLength").asInt()).isEqualTo(60_000);
        assertThat(json.at("/messages/0/body").asText()).hasSize((QueueJson.MAX_BODY + 2) / 3 * 4);
    }
}
