package io.nave.protocol.mqtt;

import java.time.Clock;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.telemetry.TelemetryService;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttWill;

/** Makes device-to-cloud messages of what one client publishes (device-protocols §1.9). The per-message path. */
final class MqttTelemetry {

    private static final String RETAIN = "mqtt-retain";

    private final MessageOrigin origin;
    private final @Nullable String modelId;
    private final TelemetryService service;
    private final Clock clock;
    private final PropertyBag emptyBag;

    MqttTelemetry(MessageOrigin origin, Optional<String> modelId, TelemetryService service, Clock clock) {
        this.origin = origin;
        this.modelId = modelId.orElse(null);
        this.service = service;
        this.clock = clock;
        this.emptyBag = PropertyBag.EMPTY.with(SystemProperty.MODEL_ID, this.modelId);
    }

    /** Sends a publication whose bag begins at this place of its topic; fails with MESSAGE_TOO_LARGE. */
    void send(String topic, int bagAt, boolean retain, MessageBody body, Acknowledgement acknowledgement) {
        PropertyBag bag = bagOf(topic, bagAt);
        service.send(message(retain ? bag.with(RETAIN, "true") : bag, body), acknowledgement);
    }

    /** Sends the will of a client that went without a DISCONNECT (device-protocols §1.5). */
    void sendWill(MqttWill will, int bagAt, Acknowledgement acknowledgement) {
        PropertyBag bag = bagOf(will.getWillTopic(), bagAt).with("iothub-MessageType", "Will");
        byte[] payload = will.getWillMessageBytes();
        MessageBody body = MessageBody.of(payload == null ? new byte[0] : payload);
        service.send(message(will.isWillRetain() ? bag.with(RETAIN, "true") : bag, body), acknowledgement);
    }

    private PropertyBag bagOf(String topic, int bagAt) {
        return bagAt >= topic.length() ? emptyBag
                : PropertyBag.parse(topic, bagAt).with(SystemProperty.MODEL_ID, modelId);
    }

    private DeviceMessage message(PropertyBag bag, MessageBody body) {
        return new DeviceMessage(origin, clock.millis(), bag.system(), bag.application(), body);
    }

    /** Takes the bytes over without copying when they fill an array of their own, as vertx-mqtt's copy of them does. */
    @SuppressWarnings("deprecation") // the only way to the array behind a Buffer
    static MessageBody bodyOf(Buffer payload) {
        ByteBuf bytes = payload.getByteBuf();
        boolean ownArray = bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.array().length == bytes.readableBytes();
        return MessageBody.of(ownArray ? bytes.array() : ByteBufUtil.getBytes(bytes));
    }
}
