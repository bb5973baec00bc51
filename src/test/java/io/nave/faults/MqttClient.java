package io.nave.faults;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A plain MQTT 3.1.1 client that hides nothing: it sends what it is told, right or wrong, and blocks. One thread may write
 * while another reads.
 */
final class MqttClient implements AutoCloseable {

    private static final int CONNACK = 2;
    private static final int PUBLISH = 0x30;
    private static final int DUP = 0x08;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    /** A packet as it came: its type, its flags and what follows the length. */
    record Packet(int type, int flags, byte[] body) {
        int packetId() {
            return (body[0] & 0xff) << 8 | body[1] & 0xff;
        }
    }

    /** What a CONNECT says; a null password is left out, as X.509 devices do. */
    record Credentials(String clientId, String userName, String password) {
    }

    /** A QoS 0-2 message; {@code again} sets DUP. */
    record Publish(String topic, byte[] payload, int qos, int packetId, boolean again) {
    }

    MqttClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
    }

    /** Connects with CleanSession=0 as every SDK does, and answers the return code. */
    int connect(Credentials credentials) throws IOException {
        PacketBody body = new PacketBody();
        body.text("MQTT").bytes(4, credentials.password() == null ? 0x80 : 0xc0, 0, 60);
        body.text(credentials.clientId()).text(credentials.userName());
        if (credentials.password() != null) {
            body.text(credentials.password());
        }
        send(0x10, body.toByteArray());
        Packet answer = read();
        if (answer.type() != CONNACK) {
            throw new IOException("Not a CONNACK but packet type " + answer.type());
        }
        return answer.body()[1];
    }

    void publish(Publish message) throws IOException {
        PacketBody body = new PacketBody();
        body.text(message.topic());
        if (message.qos() > 0) {
            body.bytes(message.packetId() >> 8, message.packetId());
        }
        body.writeBytes(message.payload());
        send(PUBLISH | message.qos() << 1 | (message.again() ? DUP : 0), body.toByteArray());
    }

    void ping() throws IOException {
        send(0xc0, new byte[0]);
    }

    void disconnect() throws IOException {
        send(0xe0, new byte[0]);
    }

    /** The next packet; {@link EOFException} when the hub has closed. */
    Packet read() throws IOException {
        int first = in.readUnsignedByte();
        byte[] body = new byte[readLength()];
        in.readFully(body);
        return new Packet(first >> 4, first & 15, body);
    }

    /** The bytes of any packet, or of no packet at all. */
    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private void send(int first, byte[] body) throws IOException {
        out.writeByte(first);
        for (int rest = body.length; rest >= 0; rest = rest < 128 ? -1 : rest >> 7) {
            out.writeByte(rest < 128 ? rest : rest & 127 | 128);
        }
        out.write(body);
        out.flush();
    }

    private int readLength() throws IOException {
        int length = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int digit = in.readUnsignedByte();
            length |= (digit & 127) << shift;
            if (digit < 128) {
                return length;
            }
        }
        throw new IOException("A remaining length of more than four bytes");
    }

    /** Closes the TCP connection without DISCONNECT. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The variable header and payload of a packet in the making. */
    private static final class PacketBody extends java.io.ByteArrayOutputStream {
        PacketBody text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            bytes(bytes.length >> 8, bytes.length);
            writeBytes(bytes);
            return this;
        }

        PacketBody bytes(int... values) {
            for (int value : values) {
                write(value);
            }
            return this;
        }
    }
}
