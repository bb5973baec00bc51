package io.nave.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.message.Message;

/**
 * The messages to one device as a back end writes them (service-protocols §6.4): copies of a template in which the message id
 * and the body's begin change.
 *
 * <pre>
 *   body:  number (8 bytes)  when it was sent or due (8 bytes, nanoseconds)  random bytes
 * </pre>
 */
final class DeviceBoundBody {

    /** So long is a body at least. */
    static final int LEAST = 16;

    private static final String DIGITS = "0000000000";
    private static final int BESIDES = 1024;

    private final byte[] bytes;
    private final int messageId;
    private final int body;

    DeviceBoundBody(String deviceId, int payload) {
        byte[] filler = new byte[payload];
        new Random(deviceId.hashCode()).nextBytes(filler);
        Message message = Proton.message();
        message.setAddress("/devices/" + deviceId + "/messages/devicebound");
        message.setMessageId(DIGITS);
        message.setBody(new Data(new Binary(filler)));
        byte[] room = new byte[payload + BESIDES];
        int length = message.encode(room, 0, room.length);
        this.bytes = new byte[length];
        System.arraycopy(room, 0, bytes, 0, length);
        this.messageId = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(DIGITS);
        this.body = length - payload; // the body is the last section
    }

    /** The whole message; the same array with the next number in it, next time. */
    byte[] write(int number, long time) {
        ByteBuffer.wrap(bytes).putLong(body, number).putLong(body + 8, time);
        int left = number;
        for (int i = DIGITS.length() - 1; i >= 0; i--) {
            bytes[messageId + i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return bytes;
    }
}
