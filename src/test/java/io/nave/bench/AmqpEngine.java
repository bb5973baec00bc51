package io.nave.bench;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.engine.TransportException;

/**
 * AMQP 1.0 without a socket and without a SASL layer: bytes in, events, bytes out. Confined to one thread.
 */
final class AmqpEngine {

    private static final int MAX_FRAME_SIZE = 65536;

    private final Connection connection = Proton.connection();
    private final Transport transport = Proton.transport();
    private final Collector collector = Proton.collector();
    private final Consumer<Event> events;

    AmqpEngine(Consumer<Event> events) {
        this.events = events;
        transport.setMaxFrameSize(MAX_FRAME_SIZE);
        transport.setEmitFlowEventOnSend(false);
        connection.collect(collector);
        transport.bind(connection);
    }

    Connection connection() {
        return connection;
    }

    /** Takes in what has come, and tells the events. */
    void read(ByteBuffer bytes) {
        while (bytes.hasRemaining() && transport.capacity() > 0) {
            ByteBuffer tail = transport.tail();
            int chunk = Math.min(tail.remaining(), bytes.remaining());
            tail.put(bytes.slice(bytes.position(), chunk));
            bytes.position(bytes.position() + chunk);
            process();
        }
        for (Event event = collector.peek(); event != null; event = collector.peek()) {
            events.accept(event);
            collector.pop();
        }
    }

    private void process() {
        try {
            transport.process();
        } catch (TransportException e) {
            throw new BenchFailure("The server does not speak AMQP", e);
        }
    }

    /** What is to be written next; empty when there is nothing. To be followed by {@link #written}. */
    ByteBuffer output() {
        return transport.pending() > 0 ? transport.head() : ByteBuffer.allocate(0);
    }

    void written(int bytes) {
        transport.pop(bytes);
    }
}
