package io.nave.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A hub in miniature, on the loopback: device-bound messages from AMQP to MQTT and methods from HTTP to MQTT, without TLS. */
final class ToDeviceStub implements AutoCloseable {

    /** What the stub gets wrong, for each device once. */
    enum Fault {
        NONE,
        LOSES_A_MESSAGE,
        DOUBLES_A_MESSAGE,
        SWAPS_MESSAGES,
        REFUSES_A_MESSAGE,
        REFUSES_A_CALL,
        MIXES_UP_ANSWERS
    }

    private static final int WRONG_AT = 5; // the message or call at which the fault shows
    private static final int SECONDS_TO_ANSWER = 5;

    private final Fault fault;
    private final Map<String, Device> devices = new ConcurrentHashMap<>();
    private final AtomicInteger completed = new AtomicInteger();
    private final StubServer mqtt;
    private final StubServer http;
    private final StubServer amqp;

    /** What a back end's message or call is to a device. */
    private static final class Device {

        private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        private final AtomicInteger requests = new AtomicInteger();
        private OutputStream stream = OutputStream.nullOutputStream();
        private byte[] held = new byte[0];
        private int packetIds;

        synchronized void connect(OutputStream to) {
            stream = to;
        }

        synchronized void write(int first, byte[] rest) throws IOException {
            ByteBuf packet = StubServer.mqttPacket(first, rest);
            packet.readBytes(stream, packet.readableBytes());
        }

        synchronized void publish(String topic, byte[] body, boolean acknowledged) throws IOException {
            ByteBuf out = Unpooled.buffer();
            MqttFrames.text(out, topic.getBytes(StandardCharsets.UTF_8));
            if (acknowledged) {
                out.writeShort(++packetIds);
            }
            out.writeBytes(body);
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            write(acknowledged ? 0x32 : 0x30, bytes);
        }
    }

    ToDeviceStub(Fault fault) throws IOException {
        this.fault = fault;
        this.mqtt = new StubServer(this::device);
        this.http = new StubServer(this::caller);
        this.amqp = new StubServer(socket -> new AmqpStub(this::send).talk(socket));
    }

    Orders.Address mqttAddress() {
        return mqtt.address();
    }

    Orders.BackEnds callers(int connections) {
        return new Orders.BackEnds(http.address(), "token", connections);
    }

    Orders.BackEnds senders(int connections) {
        return new Orders.BackEnds(amqp.address(), "token", connections);
    }

    /** How many messages devices have acknowledged. */
    int completed() {
        return completed.get();
    }

    private Device named(String deviceId) {
        return devices.computeIfAbsent(deviceId, id -> new Device());
    }

    private void device(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        Device device = new Device();
        for (int first = in.read(); first >= 0; first = in.read()) {
            ByteBuf packet = StubServer.mqttPacket(in);
            switch (first) {
                case 0x10 -> {
                    packet.skipBytes(10);
                    device = named(StubServer.text(packet));
                    device.connect(socket.getOutputStream());
                    device.write(0x20, new byte[] { 0, 0 });
                }
                case 0x82 -> device.write(0x90, new byte[] { packet.readByte(), packet.readByte(), 1 });
                case 0x40 -> completed.incrementAndGet();
                default -> device.answers.add(StubServer.text(packet) + " " + packet.toString(StandardCharsets.UTF_8));
            }
        }
    }

    /** A message to {@code /devices/{id}/messages/devicebound}; false when it is refused. */
    private boolean send(String to, byte[] body) throws IOException {
        String deviceId = to.split("/")[2];
        Device device = named(deviceId);
        String topic = "devices/" + deviceId + "/messages/devicebound/%24.to=" + to.replace("/", "%2F");
        boolean wrong = device.requests.incrementAndGet() == WRONG_AT;
        if (wrong && fault == Fault.REFUSES_A_MESSAGE) {
            return false;
        }
        if (wrong && fault == Fault.SWAPS_MESSAGES) {
            device.held = body;
        } else if (!wrong || fault != Fault.LOSES_A_MESSAGE) {
            device.publish(topic, body, true);
        }
        if (wrong && fault == Fault.DOUBLES_A_MESSAGE) {
            device.publish(topic, body, true);
        }
        if (!wrong && device.held.length > 0) {
            device.publish(topic, device.held, true);
            device.held = new byte[0];
        }
        return true;
    }

    private void caller(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        for (String head = StubServer.httpHead(in); !head.isEmpty(); head = StubServer.httpHead(in)) {
            String body = StubServer.httpBody(head, in);
            String payload = body.replaceFirst(".*\"payload\":(.*)}$", "$1");
            String answer = call(named(head.replaceFirst("(?s).*?/twins/([^/]+)/.*", "$1")), payload);
            String status = answer.isEmpty() ? "404 Not Found" : "200 OK";
            socket.getOutputStream()
                    .write(("HTTP/1.1 " + status + "\r\ncontent-length: " + answer.length() + "\r\n\r\n" + answer)
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** What the caller is answered; empty when the device is said not to be there. */
    private String call(Device device, String payload) throws IOException {
        int number = device.requests.incrementAndGet();
        if (fault == Fault.REFUSES_A_CALL && number == WRONG_AT) {
            return "";
        }
        device.publish("$iothub/methods/POST/bench/?$rid=" + number, payload.getBytes(StandardCharsets.UTF_8), false);
        try {
            String answer = String.valueOf(device.answers.poll(SECONDS_TO_ANSWER, TimeUnit.SECONDS));
            String result = answer.replace("$iothub/methods/res/200/?$rid=" + number + " ", "");
            return "{\"status\":200,\"payload\":"
                    + (fault == Fault.MIXES_UP_ANSWERS && number == WRONG_AT ? "{\"number\":77}" : result) + "}";
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        mqtt.close();
        http.close();
        amqp.close();
    }
}
