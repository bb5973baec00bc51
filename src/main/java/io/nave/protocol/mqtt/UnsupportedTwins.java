package io.nave.protocol.mqtt;

import java.time.Instant;
import java.util.UUID;

import io.nave.hub.error.ErrorCode;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mqtt.MqttEndpoint;

/**
 * Answers twin requests with 501, because an unanswered one hangs the caller; the body carries {@code errorCode}, by which the
 * Node SDK knows an error (device-protocols §1.11.2).
 */
final class UnsupportedTwins {

    private static final int NOT_IMPLEMENTED = 501;

    private UnsupportedTwins() {
    }

    /** Answers a client that listens for answers, as only such a one is answered. */
    static void answer(MqttEndpoint endpoint, MqttSessionState state, String topic, Instant now) {
        if (state.isSubscribed(MqttTopic.TWIN_RESPONSES)) {
            MqttTopic.requestId(topic).ifPresent(id -> endpoint.publish(MqttTopic.twinResponse(NOT_IMPLEMENTED, id),
                    body(now), MqttQoS.AT_MOST_ONCE, false, false));
        }
    }

    private static Buffer body(Instant now) {
        return new JsonObject().put("errorCode", ErrorCode.FEATURE_NOT_SUPPORTED.number())
                .put("trackingId", UUID.randomUUID().toString())
                .put("message", "Device twins are not supported yet")
                .put("timestampUtc", now.toString())
                .toBuffer();
    }
}
