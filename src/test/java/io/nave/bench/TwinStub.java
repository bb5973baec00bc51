package io.nave.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    private final StubServer mqtt;
    private final StubServer http;
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
        this.mqtt = new StubServer(this::device);
        this.http = new StubServer(this::backEnd);
    }

    Orders.Address mqttAddress() {
        return mqtt.address();
    }

    Orders.BackEnds rest(int connections) {
        return new Orders.BackEnds(http.address(), "token", connections);
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

    private void device(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        Twin twin = new Twin();
        for (int first = in.read(); first >= 0; first = in.read()) {
            ByteBuf packet = StubServer.mqttPacket(in);
            if (first == 0x10) {
                packet.skipBytes(10);
                twin = twin(StubServer.text(packet));
                twin.listen(socket.getOutputStream());
                write(twin, 0x20, new byte[] { 0, 0 });
            } else if (first == 0x82) {
                write(twin, 0x90, new byte[] { packet.readByte(), packet.readByte(), 0 });
            } else {
                answer(twin, StubServer.text(packet));
            }
        }
    }

    private Twin twin(String deviceId) {
        return twins.computeIfAbsent(deviceId, id -> new Twin());
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
        twin.send(StubServer.mqttPacket(first, rest));
    }

    private void backEnd(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        for (String head = StubServer.httpHead(in); !head.isEmpty(); head = StubServer.httpHead(in)) {
            Twin twin = twin(head.replaceFirst("(?s).*?/twins/([^?]+)\\?.*", "$1"));
            if (head.startsWith("PATCH")) {
                StubServer.httpBody(head, in);
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

    @Override
    public void close() throws IOException {
        mqtt.close();
        http.close();
    }
}
