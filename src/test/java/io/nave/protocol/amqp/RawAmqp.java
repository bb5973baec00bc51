package io.nave.protocol.amqp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;

import static org.assertj.core.api.Assertions.assertThat;

/** AMQP frame by frame over a blocking socket: what is written and what is read is exactly what the test says. */
final class RawAmqp implements AutoCloseable {

    static final byte[] AMQP_HEADER = { 'A', 'M', 'Q', 'P', 0, 1, 0, 0 };
    static final byte[] SASL_HEADER = { 'A', 'M', 'Q', 'P', 3, 1, 0, 0 };

    private final DecoderImpl decoder = new DecoderImpl();
    private final EncoderImpl encoder = new EncoderImpl(decoder);
    private final Socket socket;
    private final DataInputStream in;

    /** A frame that came: its performative (null for an empty frame) and its payload. */
    record Frame(int type, int channel, Object body, byte[] payload) {
    }

    RawAmqp(int port) {
        this(connect(port));
    }

    RawAmqp(Socket socket) {
        try {
            this.socket = socket;
            socket.setSoTimeout(10_000);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        AMQPDefinedTypes.registerAllTypes(decoder, encoder);
    }

    private static Socket connect(int port) {
        try {
            return new Socket("127.0.0.1", port);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void write(byte... bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a protocol header and checks it. */
    void expectHeader(byte[] header) {
        try {
            assertThat(in.readNBytes(8)).isEqualTo(header);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void send(int channel, Object performative, byte... payload) {
        write(frame(0, channel, performative, payload));
    }

    void sendSasl(Object performative) {
        write(frame(1, 0, performative));
    }

    byte[] frame(int type, int channel, Object performative, byte... payload) {
        ByteBuffer buffer = ByteBuffer.allocate(payload.length + 64 * 1024);
        buffer.putInt(0).put((byte) 2).put((byte) type).putShort((short) channel);
        encoder.setByteBuffer(buffer);
        encoder.writeObject(performative);
        buffer.put(payload);
        buffer.putInt(0, buffer.position());
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    /** The next frame, empty ones left out. */
    Frame next() {
        Frame frame = nextOrEmpty();
        while (frame.body() == null) {
            frame = nextOrEmpty();
        }
        return frame;
    }

    /** The next frame, which may be an empty one. */
    Frame nextOrEmpty() {
        try {
            int size = in.readInt();
            int offset = in.readByte() * 4;
            int type = in.readByte();
            int channel = in.readShort();
            in.skipNBytes(offset - 8);
            ByteBuffer rest = ByteBuffer.wrap(in.readNBytes(size - offset));
            decoder.setByteBuffer(rest);
            Object body = rest.hasRemaining() ? decoder.readObject() : null;
            byte[] payload = new byte[rest.remaining()];
            rest.get(payload);
            return new Frame(type, channel, body, payload);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The performative of the next frame, which must be of this type. */
    <T> T expect(Class<T> type) {
        Frame frame = next();
        assertThat(frame.body()).isInstanceOf(type);
        return type.cast(frame.body());
    }

    /** Throws away what has come. */
    void discard() {
        try {
            in.skipNBytes(in.available());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the peer hung up, after whatever it still said. */
    boolean isHungUp() {
        try {
            while (in.read() >= 0) {
                continue;
            }
            return true;
        } catch (EOFException | SocketException reset) {
            return true;
        } catch (IOException timeout) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
