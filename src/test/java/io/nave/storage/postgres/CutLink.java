package io.nave.storage.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/**
 * A network between a log and PostgreSQL that can be cut so that only the log notices: the server goes on with what it does.
 */
final class CutLink implements AutoCloseable {

    private final Vertx vertx;
    private final int databasePort;
    private final NetServer server;
    private final List<NetSocket> fronts = new CopyOnWriteArrayList<>();
    private final List<NetSocket> backs = new CopyOnWriteArrayList<>();

    CutLink(Vertx vertx, int databasePort) {
        this.vertx = vertx;
        this.databasePort = databasePort;
        this.server = join(vertx.createNetServer().connectHandler(this::connect).listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    private void connect(NetSocket front) {
        front.pause();
        vertx.createNetClient().connect(databasePort, "127.0.0.1").onSuccess(back -> join(front, back))
                .onFailure(failure -> front.close());
    }

    private void join(NetSocket front, NetSocket back) {
        fronts.add(front);
        backs.add(back);
        front.handler(back::write);
        back.handler(front::write);
        back.closeHandler(closed -> front.close());
        front.resume();
    }

    /** Ends the connections of the log; those to PostgreSQL stay. */
    void cut() {
        List<NetSocket> cut = new ArrayList<>(fronts);
        fronts.clear();
        cut.forEach(NetSocket::close);
    }

    @Override
    public void close() {
        backs.forEach(NetSocket::close);
        join(server.close());
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
