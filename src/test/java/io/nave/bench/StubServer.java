package io.nave.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A server on the loopback, one thread for each socket, of which hubs in miniature are made. */
final class StubServer implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    /** What is said over one socket until the other side goes. */
    interface Conversation {
        void with(Socket socket) throws IOException;
    }

    StubServer(Conversation conversation) throws IOException {
        Thread.startVirtualThread(() -> accept(conversation));
    }

    Orders.Address address() {
        return new Orders.Address("127.0.0.1", server.getLocalPort(), Transport.PLAIN);
    }

    private void accept(Conversation conversation) {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread.startVirtualThread(() -> talk(socket, conversation));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void talk(Socket socket, Conversation conversation) {
        try (socket) {
            conversation.with(socket);
        } catch (IOException e) {
            // the other side has gone
        }
    }

    /** The rest of an MQTT packet whose first byte was read. */
    static ByteBuf mqttPacket(InputStream in) throws IOException {
        int length = 0;
        for (int shift = 0;; shift += 7) {
            int part = in.read();
            length |= (part & 127) << shift;
            if (part < 128) {
                return Unpooled.wrappedBuffer(in.readNBytes(length));
            }
        }
    }

    /** An MQTT packet. */
    static ByteBuf mqttPacket(int first, byte[] rest) {
        ByteBuf out = Unpooled.buffer().writeByte(first);
        MqttFrames.remainingLength(out, rest.length);
        return out.writeBytes(rest);
    }

    /** A text of MQTT, with its length before it. */
    static String text(ByteBuf in) {
        return in.readCharSequence(in.readUnsignedShort(), StandardCharsets.UTF_8).toString();
    }

    /** The head of the next HTTP request; empty when none comes. */
    static String httpHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (next == '\n' && head.toString().endsWith("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    /** The body that belongs to a head. */
    static String httpBody(String head, InputStream in) throws IOException {
        int length = Integer.parseInt(head.replaceFirst("(?s).*Content-Length: ([0-9]+).*", "$1"));
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
