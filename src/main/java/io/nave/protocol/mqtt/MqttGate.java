package io.nave.protocol.mqtt;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.nave.hub.monitoring.HubEvent.ProtocolViolation;
import io.nave.hub.monitoring.HubMonitor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;

/**
 * Stands in a channel between vertx-mqtt's decoder and vertx-mqtt itself: sees each packet first, refuses what breaks the
 * protocol, and holds packets back while nobody may handle them. Confined to the connection's event loop, except where a method
 * says otherwise.
 *
 * <pre>
 *   socket ─► tls ─► mqttDecoder ─► keepAlive ─► gate ─► vertx-mqtt
 * </pre>
 */
final class MqttGate extends ChannelInboundHandlerAdapter {

    /** Why packets are held back; each is released by who held. */
    enum Hold {
        /** Nothing is handled before the CONNECT is answered, but clients may pipeline. */
        CONNECTING,
        /** Subscriptions are being stored. */
        SUBSCRIBING,
        /** Too much is unacknowledged. */
        IN_FLIGHT,
        /** The client does not read what we write. */
        UNWRITABLE
    }

    static final String PROTOCOL = "MQTT";

    private final HubMonitor monitor;
    private final Consumer<MqttGate> arriving;
    private final EnumSet<Hold> holds = EnumSet.noneOf(Hold.class);
    private final Queue<Object> waiting = new ArrayDeque<>(1);
    private Runnable whenClosed = () -> {
    };
    private @Nullable ChannelHandlerContext context;
    private @Nullable MqttConnectMessage connect;
    private Runnable whenWritable = () -> {
    };
    private boolean draining;
    private volatile boolean closing;
    private String closeReason = "closed by the client";

    MqttGate(HubMonitor monitor, Consumer<MqttGate> arriving) {
        this.monitor = monitor;
        this.arriving = arriving;
    }

    void install(ChannelPipeline pipeline) {
        pipeline.addAfter("mqttDecoder", "gate", this);
    }

    /** Adds a handler that sees what comes to the gate and what leaves it. */
    void addBefore(String name, ChannelHandler handler) {
        context().pipeline().addBefore("gate", name, handler);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("The gate stands in no channel yet");
        }
        return context;
    }

    /** The connection's event loop; from any thread. */
    EventExecutor eventLoop() {
        return context().executor();
    }

    /** Where packets to the client are written into. */
    ByteBufAllocator allocator() {
        return context().alloc();
    }

    /** Called once, on the event loop, when the connection is gone. */
    void whenClosed(Runnable action) {
        whenClosed = action;
    }

    /** Called on the event loop whenever the client has read enough of what was written for more to be written. */
    void whenWritable(Runnable action) {
        whenWritable = action;
    }

    /** Whether the client keeps up with reading. */
    boolean isWritable() {
        return !closing && context().channel().isWritable();
    }

    /** Whether the connection is gone or going; from any thread. */
    boolean isClosing() {
        return closing;
    }

    /** Why the connection ended. */
    String closeReason() {
        return closeReason;
    }

    /** Stops reading until the same hold is released. */
    void hold(Hold hold) {
        if (holds.add(hold)) {
            context().channel().config().setAutoRead(false);
        }
    }

    /** Lets held packets through, in order, when no other hold is left. */
    void release(Hold hold) {
        if (holds.remove(hold) && holds.isEmpty() && !draining) {
            drain();
        }
    }

    private void drain() {
        draining = true;
        while (holds.isEmpty() && !waiting.isEmpty()) {
            pass(context(), waiting.remove());
        }
        draining = false;
        if (holds.isEmpty()) {
            context().channel().config().setAutoRead(true);
        }
        context().fireChannelReadComplete(); // makes Vert.x flush what it wrote meanwhile
    }

    /** Writes bytes that are whole packets. */
    void write(ByteBuf packets) {
        context().writeAndFlush(packets, context().voidPromise());
    }

    /** Ends the connection at once; from any thread, and only the first reason counts. */
    void close(String reason) {
        if (eventLoop().inEventLoop()) {
            closeNow(reason);
        } else if (!closing) {
            eventLoop().execute(() -> closeNow(reason));
        }
    }

    private void closeNow(String reason) {
        if (!closing) {
            discard(reason);
            context().close();
        }
    }

    /** Handles nothing more that arrives; a written answer still reaches the client, whose bytes are read so that it does. */
    void discard(String reason) {
        closing = true;
        closeReason = reason;
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        context().channel().config().setAutoRead(true);
    }

    /** Ends the connection of a client that broke the protocol. */
    void violated(String detail) {
        if (!closing) {
            monitor.report(new ProtocolViolation(who(), PROTOCOL, detail));
            closeNow(detail);
        }
    }

    /** Whom the client says it is, or its address. */
    String who() {
        return connect == null ? String.valueOf(context().channel().remoteAddress())
                : String.valueOf(connect.payload().clientIdentifier());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object packet) {
        if (holds.isEmpty() && waiting.isEmpty()) {
            pass(ctx, packet);
        } else {
            waiting.add(packet); // at most what one read brought, for nothing more is read
        }
    }

    private void pass(ChannelHandlerContext ctx, Object packet) {
        if (closing || !(packet instanceof MqttMessage message)) {
            ReferenceCountUtil.release(packet);
        } else if (message.decoderResult().isFailure()) {
            malformed(message.decoderResult().cause());
        } else if (message instanceof MqttConnectMessage first) {
            arrive(ctx, first);
        } else if (connect == null || !MqttPackets.isFromClient(message)) {
            ReferenceCountUtil.release(packet);
            violated("unexpected " + message.fixedHeader().messageType());
        } else {
            ctx.fireChannelRead(packet);
        }
    }

    private void malformed(Throwable cause) {
        if (connect == null && cause instanceof MqttUnacceptableProtocolVersionException) {
            refuseVersion();
        } else {
            violated("malformed packet: " + cause.getMessage());
        }
    }

    private void arrive(ChannelHandlerContext ctx, MqttConnectMessage packet) {
        if (connect != null) {
            violated("second CONNECT");
            return;
        }
        connect = packet;
        if (packet.variableHeader().version() != MqttPackets.LEVEL) {
            refuseVersion();
            return;
        }
        hold(Hold.CONNECTING);
        addBefore("keepAlive",
                new IdleStateHandler(MqttPackets.maxSilence(packet).toMillis(), 0, 0, TimeUnit.MILLISECONDS));
        arriving.accept(this);
        ctx.fireChannelRead(MqttPackets.prepared(packet));
    }

    /** CONNACK 1 in the form of MQTT 3.1.1 whatever the client speaks, then close (device-protocols §1.3). */
    private void refuseVersion() {
        monitor.report(new ProtocolViolation(who(), PROTOCOL, "protocol level is not 4"));
        discard("protocol level is not 4");
        context().writeAndFlush(MqttPackets.wrongProtocolVersion()).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof IdleStateEvent)) {
            ctx.fireUserEventTriggered(event);
        } else if (holds.isEmpty()) {
            close("silent for longer than keep-alive allows");
        } // while packets are held the silence is ours
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            release(Hold.UNWRITABLE);
            whenWritable.run();
        } else {
            hold(Hold.UNWRITABLE);
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** What a client sent before it closed still counts, its DISCONNECT above all. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        boolean answered = !holds.contains(Hold.CONNECTING);
        while (answered && !waiting.isEmpty()) {
            pass(ctx, waiting.remove());
        }
        closing = true;
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        whenClosed.run();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            close("connection lost");
        } else {
            violated(String.valueOf(cause.getMessage()));
        }
    }
}
