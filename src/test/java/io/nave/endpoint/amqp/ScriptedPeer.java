package io.nave.endpoint.amqp;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;

import io.vertx.core.Vertx;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonHelper;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonServer;

/** An AMQP peer on loopback that answers to each message as a test says: what no broker can be brought to say at will. */
final class ScriptedPeer implements AutoCloseable {

    /** A message that came over a link. */
    record Arrival(String text, ProtonReceiver link, ProtonDelivery delivery) {

        void accept() {
            ProtonHelper.accepted(delivery, true);
        }

        void release() {
            ProtonHelper.released(delivery, true);
        }

        void reject(String condition) {
            Rejected rejected = new Rejected();
            rejected.setError(new ErrorCondition(Symbol.valueOf(condition), "said the peer"));
            delivery.disposition(rejected, true);
        }

        void closeLink(String condition) {
            link.setCondition(new ErrorCondition(Symbol.valueOf(condition), "said the peer"));
            link.close();
        }
    }

    private final ProtonServer server;
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final BiConsumer<Arrival, ScriptedPeer> script;
    private final long maxMessageSize;

    private ScriptedPeer(Vertx vertx, long maxMessageSize, BiConsumer<Arrival, ScriptedPeer> script) {
        this.script = script;
        this.maxMessageSize = maxMessageSize;
        this.server = ProtonServer.create(vertx).connectHandler(this::connected);
    }

    /** The script answers to every message; 0 bytes are no limit. */
    static ScriptedPeer start(Vertx vertx, long maxMessageSize, BiConsumer<Arrival, ScriptedPeer> script) {
        ScriptedPeer peer = new ScriptedPeer(vertx, maxMessageSize, script);
        CompletableFuture<Void> listening = new CompletableFuture<>();
        peer.server.listen(0, "127.0.0.1", result -> listening.complete(null));
        listening.join();
        return peer;
    }

    private void connected(ProtonConnection connection) {
        connection.openHandler(opened -> connection.open());
        connection.sessionOpenHandler(session -> session.open());
        connection.receiverOpenHandler(this::attached);
    }

    private void attached(ProtonReceiver link) {
        link.setTarget(link.getRemoteTarget()).setAutoAccept(false);
        link.setMaxMessageSize(UnsignedLong.valueOf(maxMessageSize));
        link.handler((delivery, message) -> script.accept(new Arrival(QueueReader.text(message), link, delivery), this));
        link.open();
    }

    /** Accepts it and notes its text. */
    void take(Arrival arrival) {
        accepted.add(arrival.text());
        arrival.accept();
    }

    int port() {
        return server.actualPort();
    }

    /** The texts of what was taken, oldest first. */
    List<String> accepted() {
        return accepted;
    }

    @Override
    public void close() {
        server.close();
    }
}
