package io.nave.bench;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The MQTT packets of a device that works with its twin (device-protocols §1.11.2), QoS 0. Requests are copies of a template in
 * which only digits change.
 */
final class TwinFrames {

    private static final int PUBLISH = 0x30;
    private static final String DIGITS = "0000000";
    private static final int VALUES_IN_A_GROUP = 8;
    private static final String VALUE = "a value of 24 characters";

    private static final Template PATCH = new Template("$iothub/twin/PATCH/properties/reported/?$rid=" + DIGITS,
            "{\"temperature\":20.0,\"seq\":" + DIGITS
                    + ",\"battery\":{\"level\":55,\"charging\":true},\"firmware\":\"1.4.2\"}");
    private static final Template GET = new Template("$iothub/twin/GET/?$rid=" + DIGITS, "");

    private TwinFrames() {
    }

    /** A patch of the reported properties: {@code temperature}, {@code seq}, {@code battery} and {@code firmware}. */
    static void patch(ByteBuf out, int rid) {
        PATCH.write(out, rid);
    }

    static void get(ByteBuf out, int rid) {
        GET.write(out, rid);
    }

    /** A patch after which the reported properties have about that many bytes, as semantics §4.2 counts them. */
    static ByteBuf fill(ByteBufAllocator allocator, int rid, int bytes) {
        return allocator.directBuffer().writeBytes(
                new Template("$iothub/twin/PATCH/properties/reported/?$rid=" + rid, largeDocument(bytes)).bytes);
    }

    /** Groups of values; a group key and a value key have 4 bytes each, a value has 24. */
    static String largeDocument(int bytes) {
        StringBuilder json = new StringBuilder("{");
        int size = 0;
        for (int group = 0; size < bytes; group++) {
            json.append(group == 0 ? "" : ",").append("\"g").append(100 + group).append("\":{");
            size += 4;
            for (int value = 0; value < VALUES_IN_A_GROUP; value++) {
                json.append(value == 0 ? "" : ",").append("\"v").append(100 + value).append("\":\"").append(VALUE).append('"');
                size += 4 + VALUE.length();
            }
            json.append('}');
        }
        return json.append('}').toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A PUBLISH with places for the request id in the topic and for three numbers in the body. */
    private static final class Template {

        private final byte[] bytes;
        private final int rid;
        private final int sequence;
        private final int temperature;
        private final int level;

        Template(String topic, String body) {
            ByteBuf out = ByteBufAllocator.DEFAULT.heapBuffer();
            out.writeByte(PUBLISH);
            MqttFrames.remainingLength(out, 2 + topic.length() + body.length());
            MqttFrames.text(out, ascii(topic));
            out.writeBytes(ascii(body));
            this.bytes = new byte[out.readableBytes()];
            out.readBytes(bytes).release();
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            this.rid = after(text, "$rid=");
            this.sequence = after(text, "\"seq\":");
            this.temperature = after(text, "\"temperature\":");
            this.level = after(text, "\"level\":");
        }

        private static int after(String text, String what) {
            int at = text.indexOf(what);
            return at < 0 ? -1 : at + what.length();
        }

        void write(ByteBuf out, int number) {
            int start = out.writerIndex();
            out.writeBytes(bytes);
            digits(out, start + rid, number);
            if (sequence > 0) {
                digits(out, start + sequence, number);
                out.setByte(start + temperature + 1, '0' + number / 10 % 10);
                out.setByte(start + temperature + 3, '0' + number % 10);
                out.setByte(start + level + 1, '0' + number / 100 % 10);
            }
        }

        private static void digits(ByteBuf out, int at, int number) {
            int left = number;
            for (int i = DIGITS.length() - 1; i >= 0; i--) {
                out.setByte(at + i, '0' + left % 10);
                left /= 10;
            }
        }
    }
}
