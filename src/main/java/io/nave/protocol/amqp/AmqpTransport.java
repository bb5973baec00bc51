package io.nave.protocol.amqp;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.impl.TransportImpl;
import org.jspecify.annotations.Nullable;

import io.nave.hub.access.DeviceProof;
import io.nave.hub.access.Peer;
import io.nave.protocol.tls.ClientCertificate;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetSocketInternal;

/**
 * Moves bytes between a socket and the protocol engine, and hands the engine's events to the connection. It writes only while
 * the socket's queue has room; what it does not write waits in the engine, and links ask {@link #isWritable()} before they add
 * to it. Confined to the connection's event loop.
 *
 * <pre>
 *   socket ─bytes─► received ─► engine ─events─► Events.handle
 *   socket ◄─bytes─ flush ◄──── engine ◄─sends, opens, closes── links
 * </pre>
 */
final class AmqpTransport {

    /** {@code max-frame-size}, {@code channel-max}, {@code idle-time-out} of our open (service-protocols §1). */
    static final int MAX_FRAME_SIZE = 65536;
    static final int CHANNEL_MAX = 16_383;
    static final int IDLE_TIMEOUT_MILLIS = 240_000;
    /** How long a SASL frame may be: a SASL PLAIN response holds a whole token. */
    private static final int MAX_SASL_FRAME = 8192;
    private static final int WRITE_QUEUE = 256 * 1024;
    /** What a peer may ask of us while it does not read our answers; then it is hung up on. */
    private static final int MAX_UNANSWERED = 1024 * 1024;

    /** What the connection does with what arrives. */
    interface Events {

        void handle(Event event);

        /** All events of some input were handled, or the socket has room again. */
        void proceed();

        /** An event could not be handled. */
        void failed(RuntimeException cause);

        /** The peer broke the protocol; the connection ends. */
        void broken(@Nullable String detail);

        /** The socket is gone. */
        void ended();
    }

    private final NetSocket socket;
    private final int port;
    private final Events events;
    private final Connection connection = Proton.connection();
    private final Collector collector = Proton.collector();
    private final TransportImpl transport = new MergingTransport();
    private Buffer held = Buffer.buffer();
    private boolean holding;
    private int unanswered;
    private boolean broken;
    private boolean closed;

    AmqpTransport(NetSocket socket, int port, Events events) {
        this.socket = socket;
        this.port = port;
        this.events = events;
    }

    /** Where the peer connects from. */
    Peer peer() {
        SocketAddress address = socket.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? Peer.UNKNOWN : new Peer(host);
    }

    /** What the client showed in the TLS handshake. */
    DeviceProof certificate() {
        return ClientCertificate.shownIn(socket.isSsl() ? socket.sslSession() : null);
    }

    /** The port to which a peer is sent whose links are elsewhere. */
    int port() {
        return port;
    }

    /** The SASL layer, to be set up before {@link #start}. */
    Sasl sasl() {
        transport.setMaxFrameSize(MAX_FRAME_SIZE);
        transport.setInitialRemoteMaxFrameSize(MAX_SASL_FRAME);
        return transport.sasl();
    }

    void start() {
        transport.setOutboundFrameSizeLimit(MAX_FRAME_SIZE);
        transport.setChannelMax(CHANNEL_MAX);
        transport.setIdleTimeout(2 * IDLE_TIMEOUT_MILLIS); // the engine advertises half of it
        transport.setEmitFlowEventOnSend(false);
        transport.setUseReadOnlyOutputBuffer(false);
        transport.setProtocolTracer(new FrameGuard());
        transport.bind(connection);
        connection.collect(collector);
        socket.setWriteQueueMaxSize(WRITE_QUEUE);
        socket.drainHandler(nothing -> advance());
        socket.closeHandler(nothing -> end());
        socket.exceptionHandler(cause -> close());
        socket.handler(this::received);
    }

    private void end() {
        closed = true;
        events.ended();
    }

    private void received(Buffer bytes) {
        if (broken || closed) {
            return;
        }
        if (holding) {
            held.appendBuffer(bytes);
            return;
        }
        unanswered = socket.writeQueueFull() ? unanswered + bytes.length() : 0;
        if (unanswered > MAX_UNANSWERED) {
            violated("The peer asks and asks and does not read the answers");
            close();
            return;
        }
        try {
            feed(bytes);
        } catch (RuntimeException | StackOverflowError malformed) { // the latter by what the engine does with what follows an error
            violated(malformed.getMessage());
        }
        dispatch();
        advance();
    }

    /** Byte by byte until the peer's open came, so that nothing behind an unanswered SASL frame is taken for SASL. */
    private void feed(Buffer bytes) {
        ByteBuffer input = ByteBuffer.wrap(bytes.getBytes());
        while (input.hasRemaining() && !holding && !closed) {
            ByteBuffer tail = transport.tail();
            int chunk = Math.min(tail.remaining(), isOpening() ? 1 : input.remaining());
            tail.put(input.slice(input.position(), chunk));
            input.position(input.position() + chunk);
            transport.process();
        }
        if (input.hasRemaining()) {
            held.appendBytes(bytes.getBytes(input.position(), bytes.length()));
        }
    }

    private void violated(@Nullable String detail) {
        if (!broken) {
            broken = true;
            events.broken(detail);
        }
    }

    private boolean isOpening() {
        return connection.getRemoteState() == EndpointState.UNINITIALIZED;
    }

    private void dispatch() {
        for (Event event = collector.peek(); event != null; event = collector.peek()) {
            if (event.getType() == Event.Type.TRANSPORT_ERROR) {
                violated(transport.getCondition().getDescription());
            } else {
                handle(event);
            }
            collector.pop();
        }
    }

    private void handle(Event event) {
        try {
            events.handle(event);
        } catch (RuntimeException e) {
            broken = true;
            events.failed(e);
        }
    }

    private void advance() {
        if (!broken) {
            events.proceed();
        }
        flush();
        if (broken) {
            close();
        }
    }

    /** Takes no more input until {@link #release}: a SASL answer is awaited. */
    void hold() {
        holding = true;
        socket.pause();
    }

    /** Goes on with the input that came meanwhile. */
    void release() {
        holding = false;
        Buffer waiting = held;
        held = Buffer.buffer();
        flush();
        received(waiting);
        socket.resume();
    }

    /** Writes the SASL outcome and nothing behind it, then hangs up. */
    void refuse() {
        writeOnce();
        broken = true;
        close();
    }

    /** Whether the connection is over, though not everybody may have been told. */
    boolean isClosed() {
        return closed;
    }

    /** Whether the socket has room, so that a link may send. */
    boolean isWritable() {
        return !closed && !socket.writeQueueFull();
    }

    /** Writes what the engine has to say, as far as the socket's queue has room; once per batch, not per message. */
    void flush() {
        try {
            while (!closed && !socket.writeQueueFull() && transport.pending() > 0) {
                writeOnce();
            }
            if (!closed && transport.pending() < 0) {
                close();
            }
        } catch (RuntimeException | StackOverflowError engine) { // it takes some orders of frames for impossible
            violated(engine.getMessage());
            close();
        }
    }

    private void writeOnce() {
        ByteBuffer output = transport.getOutputBuffer();
        byte[] bytes = new byte[output.remaining()];
        output.get(bytes);
        transport.outputConsumed();
        socket.write(Buffer.buffer(bytes));
    }

    /** Sends empty frames when the peer wants to hear from us, and closes when it was silent for too long. */
    void tick() {
        if (!closed && !holding && connection.getLocalState() == EndpointState.ACTIVE) {
            transport.tick(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
            dispatch();
            advance();
        }
    }

    /** Closes the connection with an error, then the socket. */
    void close(ErrorCondition error) {
        if (!closed) {
            connection.setCondition(error);
            connection.open();
            connection.close();
            flush();
            close();
        }
    }

    /** Hangs up after what was written, or at once when the peer does not read it. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (socket.writeQueueFull()) {
            ((NetSocketInternal) socket).channelHandlerContext().close();
        } else {
            socket.close();
        }
    }
}
