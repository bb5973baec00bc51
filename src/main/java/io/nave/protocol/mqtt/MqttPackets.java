package io.nave.protocol.mqtt;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;

/**
 * Which packets may come, what a CONNECT packet says about keep-alive, and how it must look for vertx-mqtt to pass all of it
 * on.
 */
final class MqttPackets {

    /** The protocol level of MQTT 3.1.1. */
    static final int LEVEL = 4;

    private static final int MAX_KEEP_ALIVE = 1177;
    private static final Duration MAX_SILENCE = Duration.ofSeconds(1767);

    private static final Set<MqttMessageType> FROM_CLIENTS = EnumSet.of(MqttMessageType.CONNECT, MqttMessageType.PUBLISH,
            MqttMessageType.PUBACK, MqttMessageType.SUBSCRIBE, MqttMessageType.UNSUBSCRIBE, MqttMessageType.PINGREQ,
            MqttMessageType.DISCONNECT);
    private static final byte[] WRONG_PROTOCOL_VERSION = { 0x20, 2, 0, 1 };

    private MqttPackets() {
    }

    /** Whether it is a packet that clients may send. */
    static boolean isFromClient(MqttMessage packet) {
        return FROM_CLIENTS.contains(packet.fixedHeader().messageType());
    }

    /** CONNACK 1, in the form of MQTT 3.1.1. */
    static ByteBuf wrongProtocolVersion() {
        return Unpooled.wrappedBuffer(WRONG_PROTOCOL_VERSION);
    }

    /** How long the client may say nothing: 1.5 × keep-alive, at most 29.45 minutes (device-protocols §1.7). */
    static Duration maxSilence(MqttConnectMessage packet) {
        int keepAlive = packet.variableHeader().keepAliveTimeSeconds();
        return keepAlive == 0 || keepAlive > MAX_KEEP_ALIVE ? MAX_SILENCE : Duration.ofMillis(keepAlive * 1500L);
    }

    /**
     * The same packet with a password, because vertx-mqtt drops a user name that comes alone (device-protocols §1.2), and
     * without keep-alive, which the gate watches over itself.
     */
    static MqttConnectMessage prepared(MqttConnectMessage packet) {
        MqttConnectVariableHeader header = packet.variableHeader();
        MqttConnectPayload payload = packet.payload();
        byte[] password = payload.passwordInBytes() == null ? new byte[0] : payload.passwordInBytes();
        return new MqttConnectMessage(packet.fixedHeader(),
                new MqttConnectVariableHeader(header.name(), header.version(), header.hasUserName(), true,
                        header.isWillRetain(), header.willQos(), header.isWillFlag(), header.isCleanSession(), 0,
                        header.properties()),
                new MqttConnectPayload(payload.clientIdentifier(), payload.willProperties(), payload.willTopic(),
                        payload.willMessageInBytes(), payload.userName(), password));
    }
}
