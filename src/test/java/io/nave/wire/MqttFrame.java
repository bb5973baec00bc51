package io.nave.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** One MQTT 3.1.1 control packet as bytes: first byte, remaining length, and the rest. */
public final class MqttFrame {

    public static final int CONNACK = 0x20;
    public static final int PUBLISH = 0x30;
    public static final int PUBACK = 0x40;
    public static final int SUBACK = 0x90;
    public static final int UNSUBACK = 0xB0;
    public static final int PINGRESP = 0xD0;

    private final int first;
    private final byte[] body;

    public MqttFrame(int first, byte[] body) {
        this.first = first;
        this.body = body;
    }

    public static MqttFrame publish(String topic, int qos, int packetId, byte[] payload) {
        Body body = new Body().text(topic);
        if (qos > 0) {
            body.number(packetId);
        }
        return new MqttFrame(PUBLISH | qos << 1, body.raw(payload).bytes());
    }

    public static MqttFrame publish(String topic, int qos, int packetId, String payload) {
        return publish(topic, qos, packetId, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** The same packet with RETAIN set. */
    public MqttFrame retained() {
        return new MqttFrame(first | 1, body);
    }

    /** {@code filtersAndQos} alternates filter and QoS. */
    public static MqttFrame subscribe(int packetId, Object... filtersAndQos) {
        Body body = new Body().number(packetId);
        for (int i = 0; i < filtersAndQos.length; i += 2) {
            body.text((String) filtersAndQos[i]).octet((Integer) filtersAndQos[i + 1]);
        }
        return new MqttFrame(0x82, body.bytes());
    }

    public static MqttFrame unsubscribe(int packetId, String... filters) {
        Body body = new Body().number(packetId);
        for (String filter : filters) {
            body.text(filter);
        }
        return new MqttFrame(0xA2, body.bytes());
    }

    public static MqttFrame ping() {
        return new MqttFrame(0xC0, new byte[0]);
    }

    public static MqttFrame disconnect() {
        return new MqttFrame(0xE0, new byte[0]);
    }

    /** Reads one packet; EOFException when the peer closed before its first byte or within it. */
    static MqttFrame read(InputStream in) throws IOException {
        int first = octet(in);
        int length = 0;
        int shift = 0;
        int digit;
        do {
            digit = octet(in);
            length |= (digit & 0x7F) << shift;
            shift += 7;
        } while (digit >= 0x80);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("closed within a packet");
        }
        return new MqttFrame(first, body);
    }

    private static int octet(InputStream in) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("closed by the hub");
        }
        return octet;
    }

    /** The packet type without its flags, as one of the constants above. */
    public int type() {
        return first & 0xF0;
    }

    public int qos() {
        return first >> 1 & 3;
    }

    public byte[] body() {
        return body;
    }

    /** The first two bytes of PUBACK, SUBACK and UNSUBACK. */
    public int packetId() {
        return numberAt(0);
    }

    /** The packet id of a PUBLISH with QoS 1. */
    public int publishedId() {
        return numberAt(2 + numberAt(0));
    }

    /** Whether the DUP flag of a PUBLISH is set. */
    public boolean isDuplicate() {
        return (first & 8) != 0;
    }

    /** Acknowledges a PUBLISH. */
    public static MqttFrame puback(int packetId) {
        return new MqttFrame(PUBACK, new Body().number(packetId).bytes());
    }

    /** The topic of a PUBLISH. */
    public String topic() {
        return new String(body, 2, numberAt(0), StandardCharsets.UTF_8);
    }

    /** The payload of a PUBLISH. */
    public String payload() {
        int from = 2 + numberAt(0) + (qos() > 0 ? 2 : 0);
        return new String(body, from, body.length - from, StandardCharsets.UTF_8);
    }

    private int numberAt(int index) {
        return (body[index] & 0xFF) << 8 | body[index + 1] & 0xFF;
    }

    /** The bytes on the wire. */
    public byte[] bytes() {
        Body frame = new Body().octet(first);
        int rest = body.length;
        do {
            frame.octet(rest > 0x7F ? rest & 0x7F | 0x80 : rest);
            rest >>>= 7;
        } while (rest > 0);
        return frame.raw(body).bytes();
    }

    /** The bytes on the wire as hex digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MqttFrame frame && first == frame.first && Arrays.equals(body, frame.body);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return hex();
    }

    /** The part of a packet behind its length, while it is written. */
    static final class Body {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Body octet(int value) {
            out.write(value);
            return this;
        }

        Body number(int value) {
            return octet(value >> 8).octet(value & 0xFF);
        }

        Body raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Body text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return number(utf8.length).raw(utf8);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
