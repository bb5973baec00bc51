package io.nave.wire;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A WebSocket client over a connected socket (RFC 6455), so raw that tests can break its rules. To whoever wants a socket it is
 * one: what is written goes out in masked binary frames, cut as it was told, and what is read is the payload of binary frames.
 */
public final class WebSocketSocket extends Socket {

    public static final int CONTINUATION = 0x00;
    public static final int TEXT = 0x01;
    public static final int BINARY = 0x02;
    public static final int CLOSE = 0x08;
    public static final int PING = 0x09;
    public static final int PONG = 0x0A;
    public static final int FINAL = 0x80;
    /** Of the example of RFC 6455 §1.3. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final int LONGEST_LINE = 8192;
    private static final byte[] MASK = { 0x12, 0x34, 0x56, 0x78 };

    private final Socket socket;
    private final int cut;
    private final DataInputStream in;
    private InputStream payload = new ByteArrayInputStream(new byte[0]);

    /** A frame that came. */
    public static final class Frame {

        private final int first;
        private final byte[] payload;

        private Frame(int first, byte[] payload) {
            this.first = first;
            this.payload = payload;
        }

        /** The first byte as it came. */
        public int first() {
            return first;
        }

        public byte[] payload() {
            return payload;
        }

        /** Why the peer closes. */
        public int closeStatus() {
            return ByteBuffer.wrap(payload).getShort();
        }

        private int opcode() {
            return first & 0x0F;
        }
    }

    /** What is written goes out in frames of at most {@code cut} bytes. */
    public WebSocketSocket(Socket socket, int cut) {
        this.socket = socket;
        this.cut = cut;
        try {
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            this.in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The headers of a proper handshake for this sub-protocol. */
    public static String[] headers(String subProtocol) {
        return new String[] { "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + KEY, "Sec-WebSocket-Protocol: " + subProtocol };
    }

    /** Sends a request and reads the head of the answer, its lines separated by CR LF. */
    public String handshake(String requestTarget, String... headers) {
        String request = "GET " + requestTarget + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + String.join("\r\n", headers)
                + "\r\n\r\n";
        writeRaw(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n") && head.length() < LONGEST_LINE) {
            head.append((char) readByte());
        }
        return head.toString();
    }

    private int readByte() {
        try {
            return in.readUnsignedByte();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends these bytes as they are. */
    public void writeRaw(byte... bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one masked frame with this first byte. */
    public void send(int first, byte... bytes) {
        writeRaw(frame(first, bytes));
    }

    /** One masked frame. */
    public static byte[] frame(int first, byte... bytes) {
        ByteBuffer frame = ByteBuffer.allocate(bytes.length + 14).put((byte) first);
        if (bytes.length < 126) {
            frame.put((byte) (0x80 | bytes.length));
        } else if (bytes.length < 65536) {
            frame.put((byte) (0x80 | 126)).putShort((short) bytes.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(bytes.length);
        }
        frame.put(MASK);
        for (int i = 0; i < bytes.length; i++) {
            frame.put((byte) (bytes[i] ^ MASK[i & 3]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** The next frame of the server, which must not be masked. */
    public Frame read() {
        try {
            return readOrFail();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Frame readOrFail() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length > 126) {
            throw new IOException("a frame that is masked, or longer than 64 KiB");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("closed within a frame");
        }
        return new Frame(first, bytes);
    }

    /** Whether these bytes come next, as they are. */
    public boolean isNext(byte[] bytes) {
        try {
            return Arrays.equals(in.readNBytes(bytes.length), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server ends the connection after whatever it still says. */
    public boolean isClosedAfterRest() {
        try {
            in.readAllBytes();
            return true;
        } catch (SocketException reset) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the server says nothing more and ends the connection. */
    public boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {

            @Override
            public int read() throws IOException {
                return available() == 0 ? -1 : payload.read();
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return length == 0 ? 0 : available() == 0 ? -1 : payload.read(into, from, length);
            }

            /** Waits for the next frame with something in it. */
            @Override
            public int available() throws IOException {
                while (payload.available() == 0) {
                    Frame frame = readOrEnd();
                    if (frame.opcode() == CLOSE) {
                        return 0;
                    }
                    payload = frame.opcode() <= BINARY ? new ByteArrayInputStream(frame.payload()) : payload;
                }
                return payload.available();
            }
        };
    }

    private Frame readOrEnd() throws IOException {
        try {
            return readOrFail();
        } catch (EOFException ended) {
            return new Frame(CLOSE, new byte[0]);
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {

            @Override
            public void write(int b) {
                send(FINAL | BINARY, (byte) b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                for (int at = from; at < from + length; at += cut) {
                    send(FINAL | BINARY, Arrays.copyOfRange(bytes, at, Math.min(at + cut, from + length)));
                }
            }
        };
    }

    @Override
    public synchronized void setSoTimeout(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        socket.setTcpNoDelay(on);
    }

    @Override
    public synchronized void close() throws IOException {
        socket.close();
    }
}
