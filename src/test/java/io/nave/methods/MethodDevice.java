package io.nave.methods;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.nave.hubprocess.SasTokens;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

/** One MQTT connection of a device or module with a durable session; does nothing by itself. */
final class MethodDevice implements AutoCloseable {

    private static final String METHODS = "$iothub/methods/POST/#";
    private static final String RID = "/?$rid=";

    private final MqttWire wire;

    private MethodDevice(MqttWire wire) {
        this.wire = wire;
    }

    /** Who connects: {@code d} or {@code d/m}. */
    record Identity(String hubName, String client, String key) {

        private MqttConnectFrame connect() {
            return MqttConnectFrame.of(client, hubName + "/" + client + "/?api-version=2021-04-12",
                    SasTokens.device(hubName, client.replace("/", "/modules/"), key, Duration.ofHours(1)));
        }
    }

    /** A call as it arrived. */
    record Request(String name, String rid, String payload) {

        private static Request of(MqttFrame frame) {
            String topic = frame.topic();
            int end = topic.indexOf(RID);
            return new Request(topic.substring(METHODS.length() - 1, end), topic.substring(end + RID.length()),
                    frame.payload());
        }
    }

    static MethodDevice connect(MqttWire wire, Identity identity) {
        String answer = wire.connect(identity.connect()).hex();
        if (!answer.matches("20020[01]00")) {
            throw new AssertionError("CONNECT of " + identity.client() + " was answered with " + answer);
        }
        return new MethodDevice(wire);
    }

    MethodDevice subscribe() {
        wire.send(MqttFrame.subscribe(1, METHODS, 1));
        if (wire.read().type() != MqttFrame.SUBACK) {
            throw new AssertionError("SUBSCRIBE is not answered");
        }
        return this;
    }

    /** Waits for the next call. */
    Request request() {
        return Request.of(wire.read());
    }

    /** Whether nothing arrives for a while. */
    boolean isLeftAlone() {
        return wire.isSilentFor(200);
    }

    /** Answers with QoS 0. */
    void answer(Request request, int status, String body) {
        wire.send(MqttFrame.publish("$iothub/methods/res/" + status + RID + request.rid(), 0, 0,
                body.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        wire.close();
    }
}
