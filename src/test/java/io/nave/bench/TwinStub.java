package io.nave.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A hub in miniature, on the loopback: twins over MQTT and HTTP without TLS, of which only the versions are kept. */
final class TwinStub implements AutoCloseable {

    /** What the stub gets wrong. */
    enum Fault {
        NONE,
        SKIPS_A_VERSION,
        REFUSES_ONE,
        FORGETS_A_NOTIFICATION
    }

    private static final int WRONG_AT = 5; // the version at which the fault shows

    private final Fault fault;
    private final ServerSocket mqtt;
    private final ServerSocket http;
    private final Map<String, Twin> twins = new ConcurrentHashMap<>();

    /** Guarded by itself: its device and back ends have threads of their own. */
    private static final class Twin {

        private long reported = 1;
        private long desired = 1;
        private int reads;
        private OutputStream listener = OutputStream.nullOutputStream();

        synchronized long reported() {
            return reported;
        }

        synchronized long desired() {
            return desired;
        }

        synchronized int reads() {
            return reads;
        }

        synchronized void read() {
            reads++;
        }

        synchronized void listen(OutputStream device) {
            listener = device;
        }

        synchronized void send(ByteBuf packet) throws IOException {
            packet.readBytes(listener, packet.readableBytes());
        }
    }

    TwinStub(Fault fault) throws IOException {
        this.fault = fault;
        this.mqtt = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.http = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> accept(mqtt, this::device));
        Thread.startVirtualThread(() -> accept(http, this::backEnd));
    }

    Orders.Address mqttAddress() {
        return new Orders.Address("127.0.0.1", mqtt.getLocalPort(), Transport.PLAIN);
    }

    Orders.Rest rest(int connections) {
        return new Orders.Rest(new Orders.Address("127.0.0.1", http.getLocalPort(), Transport.PLAIN), "token", connections);
    }

    long reportedVersion(String deviceId) {
        return twins.get(deviceId).reported();
    }

    long desiredVersion(String deviceId) {
        return twins.get(deviceId).desired();
    }

    int reads(String deviceId) {
        return twins.get(deviceId).reads();
    }

    private interface Conversation {
        void with(Socket socket) throws IOException;
    }

    private static void accept(ServerSocket server, Conversation conversation) {
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

    private void device(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        Twin twin = new Twin();
        for (int first = in.read(); first >= 0; first = in.read()) {
            ByteBuf packet = Unpooled.wrappedBuffer(in.readNBytes(remainingLength(in)));
            if (first == 0x10) {
                packet.skipBytes(10);
                twin = twin(packet.readCharSequence(packet.readUnsignedShort(), StandardCharsets.UTF_8).toString());
                twin.listen(socket.getOutputStream());
                write(twin, 0x20, new byte[] { 0, 0 });
            } else if (first == 0x82) {
                write(twin, 0x90, new byte[] { packet.readByte(), packet.readByte(), 0 });
            } else {
                answer(twin, packet.readCharSequence(packet.readUnsignedShort(), StandardCharsets.UTF_8).toString());
            }
        }
    }

    private Twin twin(String deviceId) {
        return twins.computeIfAbsent(deviceId, id -> new Twin());
    }

    private static int remainingLength(InputStream in) throws IOException {
        int length = 0;
        for (int shift = 0;; shift += 7) {
            int part = in.read();
            length |= (part & 127) << shift;
            if (part < 128) {
                return length;
            }
        }
    }

    private void answer(Twin twin, String topic) throws IOException {
        String rid = "?" + topic.substring(topic.indexOf("$rid="));
        if (topic.startsWith("$iothub/twin/GET/")) {
            twin.read();
            publish(twin, "$iothub/twin/res/200/" + rid, "{\"desired\":{\"$version\":1},\"reported\":{\"$version\":1}}");
            return;
        }
        synchronized (twin) {
            patchReported(twin, rid);
        }
    }

    private void patchReported(Twin twin, String rid) throws IOException {
        boolean wrong = twin.reported + 1 == WRONG_AT;
        twin.reported += wrong && fault == Fault.SKIPS_A_VERSION ? 2 : 1;
        if (wrong && fault == Fault.REFUSES_ONE) {
            twin.reported += 1; // so that it happens once
            publish(twin, "$iothub/twin/res/429/" + rid, "{\"errorCode\":429001}");
        } else {
            publish(twin, "$iothub/twin/res/204/" + rid + "&$version=" + twin.reported, "");
        }
    }

    private static void publish(Twin twin, String topic, String body) throws IOException {
        ByteBuf out = Unpooled.buffer();
        MqttFrames.text(out, topic.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        write(twin, 0x30, bytes);
    }

    private static void write(Twin twin, int first, byte[] rest) throws IOException {
        ByteBuf out = Unpooled.buffer().writeByte(first);
        MqttFrames.remainingLength(out, rest.length);
        out.writeBytes(rest);
        twin.send(out);
    }

    private void backEnd(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        for (String head = head(in); !head.isEmpty(); head = head(in)) {
            Twin twin = twin(head.replaceFirst("(?s).*?/twins/([^?]+)\\?.*", "$1"));
            if (head.startsWith("PATCH")) {
                in.readNBytes(Integer.parseInt(head.replaceFirst("(?s).*Content-Length: ([0-9]+).*", "$1")));
                synchronized (twin) {
                    twin.desired++;
                    notice(twin);
                }
            } else {
                twin.read();
            }
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void notice(Twin twin) throws IOException {
        if (fault != Fault.FORGETS_A_NOTIFICATION || twin.desired != WRONG_AT) {
            publish(twin, "$iothub/twin/PATCH/properties/desired/?$version=" + twin.desired,
                    "{\"$version\":" + twin.desired + "}");
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (next == '\n' && head.toString().endsWith("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        mqtt.close();
        http.close();
    }
}
