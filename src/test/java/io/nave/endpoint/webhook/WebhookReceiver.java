package io.nave.endpoint.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.nave.certificates.Holder;
import io.nave.hub.json.JsonText;

/** A receiver of webhooks on loopback. It can be stopped and started again at its port; what it has received it keeps. */
public final class WebhookReceiver implements AutoCloseable {

    /** What a receiver answers. */
    public record Answer(int status, Map<String, String> headers) {

        public static Answer of(int status) {
            return new Answer(status, Map.of());
        }
    }

    /** One request. */
    public record Received(String body, Headers headers, int remotePort) {

        /** The events in it. */
        public List<JsonNode> events() {
            return JsonText.array(body.getBytes(StandardCharsets.UTF_8)).valueStream().toList();
        }
    }

    /** Decides about a request; may take its time. */
    public interface Behaviour {
        Answer answer(Received request) throws Exception;
    }

    private final int port;
    private final Optional<SSLContext> tls;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Received> taken = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Behaviour behaviour = request -> Answer.of(200);
    private @Nullable HttpServer server;

    private WebhookReceiver(Optional<SSLContext> tls) {
        this.port = freePort();
        this.tls = tls;
        start();
    }

    /** Without TLS. */
    public static WebhookReceiver plain() {
        return new WebhookReceiver(Optional.empty());
    }

    /** With TLS by this certificate. */
    public static WebhookReceiver secured(Holder certificate) {
        return new WebhookReceiver(Optional.of(context(certificate)));
    }

    public URI url() {
        return URI.create((tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + port + "/hook?code=kept-secret");
    }

    /** From now on. */
    public void answers(Behaviour newBehaviour) {
        behaviour = newBehaviour;
    }

    /** All requests, oldest first. */
    public List<Received> received() {
        return received;
    }

    /** The events of the requests that were answered with 2xx. */
    public List<JsonNode> taken() {
        return taken.stream().flatMap(request -> request.events().stream()).toList();
    }

    public void start() {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            HttpServer started = tls.isPresent() ? secured(address, tls.get()) : HttpServer.create(address, 0);
            started.setExecutor(threads);
            started.createContext("/", this::handle);
            started.start();
            server = started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer secured(InetSocketAddress address, SSLContext context) throws IOException {
        HttpsServer https = HttpsServer.create(address, 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        return https;
    }

    /** At once: requests that are under way are cut. */
    public void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Received request = new Received(body, exchange.getRequestHeaders(), exchange.getRemoteAddress().getPort());
            received.add(request);
            Answer answer = answer(request);
            if (answer.status() / 100 == 2) {
                taken.add(request);
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] text = "thanks".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), answer.status() == 204 ? -1 : text.length);
            if (answer.status() != 204) {
                exchange.getResponseBody().write(text);
            }
        }
    }

    private Answer answer(Received request) throws IOException {
        try {
            return behaviour.answer(request);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(Holder certificate) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", certificate.key(), new char[0], new Certificate[] { certificate.certificate() });
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }
}
