package io.nave.protocol.websocket;

import java.net.URI;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.nave.TestEngines;
import io.nave.wire.WebSocketSocket;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/** Opening handshakes at the running hub (RFC 6455 §4.2, device-protocols §1.12, service-protocols §6.7). */
@QuarkusTest
@WithTestResource(TestEngines.class)
@Timeout(60)
class WebSocketHandshakeIT {

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void handshakeIsAnsweredToTheByte() {
        // given
        WebSocketSocket socket = new HubWebSockets(server).connect();
        // when
        String answer = socket.handshake("/$servicebus/websocket", "Upgrade: websocket", "Connection: Upgrade,Keep-Alive",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + WebSocketSocket.KEY, "Sec-WebSocket-Protocol: AMQPWSB10",
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
        // then
        assertThat(answer.split("\r\n")).containsExactlyInAnyOrder("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket",
                "Connection: Upgrade", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                "Sec-WebSocket-Protocol: AMQPWSB10", header(answer, "x-ms-request-id"));
    }

    private static String header(String answer, String name) {
        return Stream.of(answer.split("\r\n")).filter(line -> line.startsWith(name + ": ")).findFirst().orElseThrow();
    }

    static Stream<Arguments> refused() {
        String[] good = WebSocketSocket.headers("mqtt");
        return Stream.of(Arguments.of("/$iothub/websocket", WebSocketSocket.headers("stomp"), 400),
                Arguments.of("/$servicebus/websocket", WebSocketSocket.headers("mqtt"), 400),
                Arguments.of("/$iothub/websocket", without(good, "Sec-WebSocket-Protocol"), 400),
                Arguments.of("/$iothub/websocket", without(good, "Sec-WebSocket-Key"), 400),
                Arguments.of("/$iothub/websocket", without(good, "Upgrade"), 400),
                Arguments.of("/$iothub/websocket", without(good, "Sec-WebSocket-Version"), 426),
                Arguments.of("/$iothub/websockets", good, 404),
                Arguments.of("/", good, 404));
    }

    private static String[] without(String[] headers, String name) {
        return Stream.of(headers).filter(header -> !header.startsWith(name + ":")).toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void otherHandshakesAreRefused(String path, String[] headers, int status) {
        // given
        WebSocketSocket socket = new HubWebSockets(server).connect();
        // when
        String answer = socket.handshake(path, headers);
        // then
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    }
}
