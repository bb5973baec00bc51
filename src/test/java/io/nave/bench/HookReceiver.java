package io.nave.bench;

import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/** A webhook on loopback that takes everything and writes it down. It can be stopped and started again at its port. */
final class HookReceiver {

    private static final String HOST = "127.0.0.1";

    private final Vertx vertx;
    private final String name;
    private final int port = FreePort.pick();
    private volatile Receipts receipts;
    private @Nullable HttpServer server;

    HookReceiver(Vertx vertx, String name) {
        this.vertx = vertx;
        this.name = name;
        this.receipts = new Receipts(name, 1, System.nanoTime());
        start();
    }

    String name() {
        return name;
    }

    String url() {
        return "http://" + HOST + ":" + port + "/" + name;
    }

    /** What it has received since the load began. */
    Receipts receipts() {
        return receipts;
    }

    /** A load of so many devices begins. */
    void expect(int devices) {
        receipts = new Receipts(name, devices, System.nanoTime());
    }

    /** Returns when it listens. */
    void start() {
        HttpServer started = vertx.createHttpServer().requestHandler(this::handle);
        await(started.listen(port, HOST));
        server = started;
    }

    /** At once: requests that are under way are cut. */
    void stop() {
        if (server != null) {
            await(server.close());
            server = null;
        }
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> take(request, body));
    }

    private void take(HttpServerRequest request, Buffer body) {
        receipts.came(body.getBytes(), System.nanoTime());
        request.response().end();
    }

    private void await(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new BenchFailure("The webhook " + name + " cannot be started or stopped", e.getCause());
        }
    }
}
