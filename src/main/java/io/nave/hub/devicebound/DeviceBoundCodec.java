package io.nave.hub.devicebound;

import java.time.Instant;
import java.util.Map;

import io.nave.hub.message.DecodedBytes;
import io.nave.hub.message.EncodedBytes;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.PropertyCodec;
import io.nave.hub.message.SystemProperty;

/**
 * A queued message as bytes. The layout is a contract with stored data: it only grows, and its first byte says which version it
 * is.
 *
 * <pre>
 *   version(1) enqueued-at(8, milliseconds) properties (PropertyCodec) body: the rest
 * </pre>
 */
public final class DeviceBoundCodec {

    private static final int VERSION = 1;

    private DeviceBoundCodec() {
    }

    /** A message and when it was enqueued. */
    public record Stored(Instant enqueuedAt, DeviceBoundMessage message) {
    }

    public static byte[] encode(Instant enqueuedAt, DeviceBoundMessage message) {
        EncodedBytes out = new EncodedBytes(128 + message.body().length());
        out.writeByte(VERSION);
        out.writeLong(enqueuedAt.toEpochMilli());
        PropertyCodec.encode(message.system(), message.application(), out);
        out.writeBytes(message.body().bytes());
        return out.toByteArray();
    }

    /** Reads a message back; fails with IllegalArgumentException when the bytes are not one. */
    public static Stored decode(byte[] bytes) {
        DecodedBytes in = new DecodedBytes(bytes, 0, bytes.length);
        int version = in.readByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("Unknown version of a device-bound message: " + version);
        }
        Instant enqueuedAt = Instant.ofEpochMilli(in.readLong());
        Map<SystemProperty, String> system = PropertyCodec.decodeSystem(in);
        Map<String, String> application = PropertyCodec.decodeApplication(in);
        return new Stored(enqueuedAt, new DeviceBoundMessage(system, application, MessageBody.of(in.readRest())));
    }
}
