package io.nave.endpoint.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;

import io.vertx.core.Vertx;
import io.vertx.proton.ProtonClient;
import io.vertx.proton.ProtonClientOptions;
import io.vertx.proton.ProtonConnection;

/** Takes what is in a queue of a broker on loopback without TLS, in order. */
public final class QueueReader implements AutoCloseable {

    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private final ProtonConnection connection;

    private QueueReader(ProtonConnection connection) {
        this.connection = connection;
    }

    /** With the login of the broker's user, which brokers without logins do not look at. */
    public static QueueReader of(Vertx vertx, int port, String queue) {
        LinkedBlockingQueue<ProtonConnection> connected = new LinkedBlockingQueue<>();
        ProtonClient.create(vertx).connect(new ProtonClientOptions(), "127.0.0.1", port, EmbeddedArtemis.USER,
                EmbeddedArtemis.PASSWORD, result -> connected.add(result.result()));
        Awaitility.await().until(() -> !connected.isEmpty());
        QueueReader reader = new QueueReader(connected.remove());
        vertx.runOnContext(nothing -> reader.receive(queue));
        return reader;
    }

    private void receive(String queue) {
        connection.open();
        connection.createReceiver(queue).handler((delivery, message) -> received.add(message)).open();
    }

    /** Everything so far, when it is at least so much. */
    public List<Message> take(int least) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> received.size() >= least);
        return Stream.generate(received::poll).limit(received.size()).toList();
    }

    /** The body of a message with one data section. */
    public static String text(Message message) {
        return new String(((Data) message.getBody()).getValue().getArray(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
