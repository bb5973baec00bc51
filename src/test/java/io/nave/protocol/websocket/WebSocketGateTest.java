package io.nave.protocol.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubEvent.ProtocolViolation;
import io.nave.wire.WebSocketSocket;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import io.vertx.ext.web.Router;

import static io.nave.wire.WebSocketSocket.BINARY;
import static io.nave.wire.WebSocketSocket.CLOSE;
import static io.nave.wire.WebSocketSocket.FINAL;
import static io.nave.wire.WebSocketSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The change-over on a real HTTP server, whose patience with quiet connections is one second, to somebody who echoes. Like the
 * hub's it does not speak HTTP/2.
 */
@Timeout(60)
class WebSocketGateTest {

    private static final String PATH = "/$iothub/websocket";

    private final Vertx vertx = Vertx.vertx();
    private final List<HubEvent> events = new CopyOnWriteArrayList<>();
    private final WebSocketGate gate = new WebSocketGate(events::add);
    private final BlockingQueue<NetSocket> taken = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        gate.register(router);
        router.route("/rest").handler(context -> context.end("rest"));
        server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(1).setHttp2ClearTextEnabled(false))
                .requestHandler(router)
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        gate.open(NetSocket::close, this::echo);
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void echo(NetSocket socket) {
        socket.handler(socket::write);
        taken.add(socket);
    }

    private WebSocketSocket connect() {
        try {
            return new WebSocketSocket(new Socket(InetAddress.getLoopbackAddress(), server.actualPort()), 1 << 20);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private WebSocketSocket open() {
        WebSocketSocket socket = connect();
        assertThat(socket.handshake(PATH, WebSocketSocket.headers("AMQPWSB10"))).startsWith("HTTP/1.1 101 ");
        return socket;
    }

    private NetSocket taken() throws InterruptedException {
        NetSocket socket = taken.poll(10, TimeUnit.SECONDS);
        assertThat(socket).isNotNull();
        return socket;
    }

    @Test
    void bytesGoBothWaysUnchanged() throws IOException {
        // given
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        WebSocketSocket socket = open();
        // when
        socket.getOutputStream().write(bytes);
        // then
        assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
    }

    @Test
    void requestsBeforeTheHandshakeMayUseTheSameConnection() throws IOException {
        // given
        WebSocketSocket socket = connect();
        assertThat(socket.handshake("/rest")).startsWith("HTTP/1.1 200 ");
        assertThat(socket.isNext("rest".getBytes(StandardCharsets.US_ASCII))).isTrue();
        // when
        String answer = socket.handshake(PATH, WebSocketSocket.headers("AMQPWSB10"));
        // then
        assertThat(answer).startsWith("HTTP/1.1 101 ");
        socket.send(FINAL | BINARY, (byte) 5);
        assertThat(socket.read().payload()).containsExactly(5);
    }

    @Test
    void quietWebSocketOutlivesThePatienceOfHttp() throws IOException {
        // given
        WebSocketSocket socket = open();
        socket.setSoTimeout(2_500);
        // when
        boolean closed = socket.isClosed();
        // then
        assertThat(closed).isFalse();
        socket.send(FINAL | BINARY, (byte) 5);
        assertThat(socket.read().payload()).containsExactly(5);
    }

    @Test
    void whoStopsReadingStopsTheClientAndLosesNothing() throws Exception {
        // given
        gate.open(NetSocket::close, socket -> taken.add(socket.pause()));
        WebSocketSocket client = open();
        NetSocket socket = taken();
        Buffer received = Buffer.buffer();
        byte[] bytes = new byte[32 * 1024 * 1024];
        new Random(2).nextBytes(bytes);
        // when
        Thread writer = Thread.ofPlatform().daemon().start(() -> write(client, bytes));
        Awaitility.await().until(() -> !((NetSocketInternal) socket).channelHandlerContext().channel().config().isAutoRead());
        // then
        assertThat(writer.join(java.time.Duration.ofMillis(300))).isFalse();
        vertx.runOnContext(nothing -> socket.handler(received::appendBuffer).resume());
        assertThat(writer.join(java.time.Duration.ofSeconds(30))).isTrue();
        Awaitility.await().until(() -> received.length() == bytes.length);
        assertThat(received.getBytes()).isEqualTo(bytes);
    }

    private static void write(WebSocketSocket client, byte[] bytes) {
        for (int at = 0; at < bytes.length; at += 65_536) {
            client.send(FINAL | BINARY, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 65_536)));
        }
    }

    @Test
    void closeFromInsideIsAFrameAndThenTheEnd() throws InterruptedException {
        // given
        WebSocketSocket client = open();
        // when
        taken().close();
        // then
        WebSocketSocket.Frame last = client.read();
        assertThat(last.first()).isEqualTo(FINAL | CLOSE);
        assertThat(last.closeStatus()).isEqualTo(1000);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void clientThatDoesNotWaitForTheAnswerIsClosed() {
        // given
        WebSocketSocket client = connect();
        // when
        byte[] request = ("GET " + PATH + " HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", WebSocketSocket.headers("AMQPWSB10"))
                + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] early = frame(FINAL | BINARY, (byte) 1);
        byte[] both = Arrays.copyOf(request, request.length + early.length);
        System.arraycopy(early, 0, both, request.length, early.length);
        client.writeRaw(both);
        // then
        Awaitility.await().until(() -> !events.isEmpty());
        assertThat(events.getFirst()).isInstanceOf(ProtocolViolation.class);
        assertThat(client.isClosedAfterRest()).isTrue();
    }

    @Test
    void beforeAndAfterTheHubIsOpenItIs503() {
        // given
        gate.close();
        // when
        String answer = connect().handshake(PATH, WebSocketSocket.headers("AMQPWSB10"));
        // then
        assertThat(answer).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void brokenFramesAreReportedWithTheAddress() {
        // given
        WebSocketSocket client = open();
        // when
        client.writeRaw((byte) 0xFF, (byte) 0x80);
        // then
        assertThat(client.read().closeStatus()).isEqualTo(1002);
        assertThat(client.isClosed()).isTrue();
        ProtocolViolation violation = (ProtocolViolation) events.getFirst();
        assertThat(violation.protocol()).isEqualTo("WebSocket");
        assertThat(violation.client()).startsWith("127.0.0.1:");
    }
}
