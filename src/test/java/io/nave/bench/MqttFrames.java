package io.nave.bench;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The MQTT 3.1.1 packets that every device sends, and those of one that publishes, written straight into buffers;
 * {@link TwinFrames} has more.
 */
final class MqttFrames {

    private static final int CONNECT = 0x10;
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final int SUBSCRIBE = 0x82;
    private static final int PING = 0xC0;
    private static final int WITH_USER_NAME_AND_PASSWORD = 0xC0;
    private static final int KEEP_ALIVE_SECONDS = 240;

    private MqttFrames() {
    }

    /**
     * CONNECT as the SDKs send it: CleanSession=0 (device-protocols §1.1); without user name for a server that asks for none.
     */
    static ByteBuf connect(ByteBufAllocator allocator, String clientId, String userName, String password) {
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        byte[] user = userName.getBytes(StandardCharsets.UTF_8);
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        boolean known = user.length > 0;
        int length = 10 + 2 + id.length + (known ? 4 + user.length + secret.length : 0);
        ByteBuf out = allocator.directBuffer(length + 5);
        out.writeByte(CONNECT);
        remainingLength(out, length);
        text(out, "MQTT".getBytes(StandardCharsets.UTF_8));
        out.writeByte(4).writeByte(known ? WITH_USER_NAME_AND_PASSWORD : 0).writeShort(KEEP_ALIVE_SECONDS);
        text(out, id);
        if (known) {
            text(out, user);
            text(out, secret);
        }
        return out;
    }

    /** SUBSCRIBE, packet id 1. */
    static ByteBuf subscribe(ByteBufAllocator allocator, int qos, String... filters) {
        ByteBuf rest = allocator.buffer();
        rest.writeShort(1);
        for (String filter : filters) {
            text(rest, filter.getBytes(StandardCharsets.UTF_8));
            rest.writeByte(qos);
        }
        ByteBuf out = allocator.directBuffer();
        out.writeByte(SUBSCRIBE);
        remainingLength(out, rest.readableBytes());
        out.writeBytes(rest);
        rest.release();
        return out;
    }

    static ByteBuf ping(ByteBufAllocator allocator) {
        return allocator.directBuffer(2).writeByte(PING).writeByte(0);
    }

    static void text(ByteBuf out, byte[] bytes) {
        out.writeShort(bytes.length).writeBytes(bytes);
    }

    static void remainingLength(ByteBuf out, int length) {
        int rest = length;
        while (rest > 127) {
            out.writeByte(rest & 127 | 128);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    /** A device's telemetry messages. */
    static final class Publish {

        private final byte[] head;
        private final TelemetryBody body;

        Publish(String deviceId, int payload) {
            byte[] topic = ("devices/" + deviceId + "/messages/events/").getBytes(StandardCharsets.UTF_8);
            ByteBuf out = ByteBufAllocator.DEFAULT.heapBuffer();
            out.writeByte(PUBLISH_QOS_1);
            remainingLength(out, 2 + topic.length + 2 + payload);
            text(out, topic);
            this.head = new byte[out.readableBytes()];
            out.readBytes(head).release();
            this.body = new TelemetryBody(deviceId, payload);
        }

        int size() {
            return head.length + 2 + body.size();
        }

        void write(ByteBuf out, int packetId) {
            out.writeBytes(head).writeShort(packetId);
            body.write(out);
        }
    }
}
