package io.nave.protocol.websocket;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What is spoken inside a WebSocket. */
enum SubProtocol {

    MQTT("mqtt"),
    AMQP("AMQPWSB10");

    private final String wireName;

    SubProtocol(String wireName) {
        this.wireName = wireName;
    }

    /** The one of these that a client means, who may write it in any case (device-protocols §1.12). */
    static Optional<SubProtocol> among(Set<SubProtocol> known, String offered) {
        return Arrays.stream(values()).filter(known::contains).filter(it -> it.wireName.equalsIgnoreCase(offered)).findFirst();
    }
}
