package io.nave.protocol.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.nave.hub.revocation.RevocationSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Lists and answers over HTTP, from servers that mean well and from others. */
class HttpRevocationSourceTest {

    private final Vertx vertx = Vertx.vertx();
    private final RevocationSource source = new HttpRevocationSource(vertx);
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/list", exchange -> answer(exchange, 200, new byte[] { 1, 2, 3 }));
        server.createContext("/missing", exchange -> answer(exchange, 404, new byte[0]));
        server.createContext("/moved", exchange -> redirect(exchange, "/list"));
        server.createContext("/circle", exchange -> redirect(exchange, "/circle"));
        server.createContext("/file", exchange -> redirect(exchange, "file:///etc/passwd"));
        server.createContext("/endless", HttpRevocationSourceTest::endless);
        server.createContext("/full", exchange -> answer(exchange, 200, new byte[RevocationSource.MAX_ANSWER]));
        server.createContext("/ocsp", this::responder);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void listIsFetchedAlsoWhenItHasMoved() {
        assertThat(await(source.list(address("/list")))).containsExactly(1, 2, 3);
        assertThat(await(source.list(address("/moved")))).containsExactly(1, 2, 3);
    }

    @Test
    void questionIsPostedAndAnswered() {
        // when
        byte[] answer = await(source.ask(address("/ocsp"), new byte[] { 7, 8 }));
        // then
        assertThat(answer).containsExactly(8, 7);
        assertThat(requests).containsExactly("POST application/ocsp-request application/ocsp-response");
    }

    @Test
    void answersThatAreNoneFail() {
        assertThatThrownBy(() -> await(source.list(address("/missing")))).hasMessageContaining("status 404");
        assertThatThrownBy(() -> await(source.list(address("/circle")))).hasMessageContaining("status 302");
        assertThatThrownBy(() -> await(source.list(address("/file")))).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> await(source.ask(address("/moved"), new byte[1]))).hasMessageContaining("status 302");
    }

    @Test
    void noMoreIsReadThanMayBe() {
        assertThat(await(source.ask(address("/full"), new byte[1]))).hasSize(RevocationSource.MAX_ANSWER);
        assertThatThrownBy(() -> await(source.ask(address("/endless"), new byte[1])))
                .hasMessageContaining("more than " + RevocationSource.MAX_ANSWER);
        assertThatThrownBy(() -> await(source.list(address("/endless"))))
                .hasMessageContaining("more than " + RevocationSource.MAX_LIST);
    }

    @Test
    void serverThatIsAwayOrSilentFails() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/list");
            assertThatThrownBy(() -> await(source.list(address))).hasMessageContaining("in time");
        }
        URI closed = address("/list");
        server.stop(0);
        assertThatThrownBy(() -> await(source.list(closed))).isInstanceOf(Exception.class);
    }

    private void responder(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                + exchange.getRequestHeaders().getFirst("Accept"));
        byte[] question = exchange.getRequestBody().readAllBytes();
        answer(exchange, 200, new byte[] { question[1], question[0] });
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().add("Location", to);
        answer(exchange, 302, new byte[0]);
    }

    /** Twelve megabytes, in chunks, unless the client goes away. */
    private static void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < 192; i++) {
                out.write(new byte[64 * 1024]);
            }
        }
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static byte[] await(Uni<byte[]> answer) {
        return answer.await().atMost(Duration.ofSeconds(10));
    }
}
