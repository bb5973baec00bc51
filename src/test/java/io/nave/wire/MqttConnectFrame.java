package io.nave.wire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A CONNECT packet in the making; {@link #of} is what an SDK sends, the rest changes one thing of it. */
public record MqttConnectFrame(String clientId, Optional<String> userName, Optional<String> password, boolean clean,
        int keepAlive, int level, Optional<Will> will) {

    /** A will. */
    public record Will(String topic, String payload, int qos, boolean retain) {
    }

    /** Durable session, keep-alive 60 s, protocol level 4, no will. */
    public static MqttConnectFrame of(String clientId, String userName, String password) {
        return new MqttConnectFrame(clientId, Optional.of(userName), Optional.of(password), false, 60, 4, Optional.empty());
    }

    public MqttConnectFrame withClean() {
        return new MqttConnectFrame(clientId, userName, password, true, keepAlive, level, will);
    }

    public MqttConnectFrame withoutPassword() {
        return new MqttConnectFrame(clientId, userName, Optional.empty(), clean, keepAlive, level, will);
    }

    public MqttConnectFrame withUserName(String other) {
        return new MqttConnectFrame(clientId, Optional.of(other), password, clean, keepAlive, level, will);
    }

    public MqttConnectFrame withKeepAlive(int seconds) {
        return new MqttConnectFrame(clientId, userName, password, clean, seconds, level, will);
    }

    public MqttConnectFrame withLevel(int other) {
        return new MqttConnectFrame(clientId, userName, password, clean, keepAlive, other, will);
    }

    public MqttConnectFrame withWill(Will other) {
        return new MqttConnectFrame(clientId, userName, password, clean, keepAlive, level, Optional.of(other));
    }

    /** The packet. */
    public MqttFrame frame() {
        MqttFrame.Body body = new MqttFrame.Body().text("MQTT").octet(level).octet(flags()).number(keepAlive);
        if (level == 5) {
            body.octet(0); // no properties
        }
        body.text(clientId);
        will.ifPresent(w -> body.text(w.topic()).text(w.payload()));
        userName.ifPresent(body::text);
        password.ifPresent(p -> body.number(p.getBytes(StandardCharsets.UTF_8).length)
                .raw(p.getBytes(StandardCharsets.UTF_8)));
        return new MqttFrame(0x10, body.bytes());
    }

    private int flags() {
        int flags = clean ? 2 : 0;
        flags |= will.map(w -> 4 | w.qos() << 3 | (w.retain() ? 0x20 : 0)).orElse(0);
        flags |= password.isPresent() ? 0x40 : 0;
        return flags | (userName.isPresent() ? 0x80 : 0);
    }
}
