package io.nave.bench;

import java.nio.ByteBuffer;

import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The frames of AMQP that come so rarely that they may cost something. What every message needs is written by
 * {@link TelemetryTransfers} and read by {@link AcceptedRange}. From any thread, one after the other.
 */
final class AmqpPerformatives {

    static final int MAX_FRAME_SIZE = 65536;

    private static final int LONGEST_PERFORMATIVE = 4096; // of those that are written here

    private static final DecoderImpl DECODER = new DecoderImpl();
    private static final EncoderImpl ENCODER = new EncoderImpl(DECODER);

    static {
        AMQPDefinedTypes.registerAllTypes(DECODER, ENCODER);
    }

    private AmqpPerformatives() {
    }

    /** A frame on channel 0. */
    static synchronized ByteBuf frame(Object performative, byte... payload) {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST_PERFORMATIVE + payload.length);
        buffer.putInt(0).put((byte) 2).put((byte) 0).putShort((short) 0);
        ENCODER.setByteBuffer(buffer);
        ENCODER.writeObject(performative);
        buffer.put(payload);
        buffer.putInt(0, buffer.position());
        return Unpooled.wrappedBuffer(buffer.flip());
    }

    /** The performative in the next {@code length} bytes; what is readable of them afterwards is the payload. */
    static synchronized Object read(ByteBuf in, int length) {
        ByteBuffer bytes = in.nioBuffer(in.readerIndex(), length);
        DECODER.setByteBuffer(bytes);
        Object performative = DECODER.readObject();
        in.skipBytes(bytes.position());
        return performative;
    }
}
