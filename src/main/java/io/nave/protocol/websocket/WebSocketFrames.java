package io.nave.protocol.websocket;

import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Makes one stream of bytes of the binary frames of a client, however it cut them, and frames of the bytes to it; answers
 * pings and the closing handshake, and closes what breaks RFC 6455. Everything behind it sees a plain socket. Confined to the
 * channel's event loop.
 *
 * <pre>
 *   socket ─► tls ─► frame decoder ─frames─► this ─bytes─► MQTT or AMQP
 *   socket ◄─ tls ◄─ frame encoder ◄─frames─ this ◄─bytes─ MQTT or AMQP
 * </pre>
 */
final class WebSocketFrames extends ChannelDuplexHandler {

    /** The longest frame of a client, which is held until it is whole. */
    static final int MAX_RECEIVED = 1024 * 1024;
    /** The longest frame to a client: Java's AMQP clients have room for no longer ones (device-protocols §2.2). */
    static final int MAX_SENT = 4096;

    private final Consumer<String> violated;
    private @Nullable ByteBuf owedPong;
    private boolean open;
    private boolean closing;
    private boolean unflushed;

    /** {@code violated} is told how the client broke the rules. */
    WebSocketFrames(Consumer<String> violated) {
        this.violated = violated;
    }

    /**
     * Goes into a channel before its last handler, with the codec of frames. HTTP messages pass through until they are over.
     */
    void install(ChannelPipeline pipeline, String lastHandler) {
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder().expectMaskedFrames(true).allowMaskMismatch(false)
                .allowExtensions(false).maxFramePayloadLength(MAX_RECEIVED).closeOnProtocolViolation(false)
                .withUTF8Validator(false).build();
        pipeline.addBefore(lastHandler, "webSocketEncoder", new WebSocket13FrameEncoder(false))
                .addBefore(lastHandler, "webSocketDecoder", new WebSocket13FrameDecoder(config))
                .addBefore(lastHandler, "webSocketFrames", this);
    }

    /** The handshake was answered; before that a client may send nothing. */
    void open() {
        open = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            context.fireChannelRead(message);
        } else if (closing) {
            frame.release();
        } else if (!open) {
            frame.release();
            refuse(context, WebSocketCloseStatus.PROTOCOL_ERROR, "did not wait for the answer to its handshake");
        } else {
            receive(context, frame);
        }
    }

    private void receive(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case BinaryWebSocketFrame binary -> pass(context, binary.content());
            case ContinuationWebSocketFrame more -> pass(context, more.content());
            case PingWebSocketFrame ping -> answer(context, ping.content());
            case PongWebSocketFrame pong -> pong.release();
            case CloseWebSocketFrame close -> end(context, close, context.newPromise());
            default -> {
                frame.release();
                refuse(context, WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "sent text, where only binary frames are spoken");
            }
        }
    }

    private static void pass(ChannelHandlerContext context, ByteBuf content) {
        if (content.isReadable()) {
            context.fireChannelRead(content);
        } else {
            content.release();
        }
    }

    /** A client that does not read is owed one pong only, for its last ping (RFC 6455 §5.5.3). */
    private void answer(ChannelHandlerContext context, ByteBuf ping) {
        forgetPong();
        if (context.channel().isWritable()) {
            unflushed = true;
            context.write(new PongWebSocketFrame(ping));
        } else {
            owedPong = ping;
        }
    }

    private void forgetPong() {
        ReferenceCountUtil.release(owedPong);
        owedPong = null;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (unflushed) {
            unflushed = false;
            context.flush();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ByteBuf pong = owedPong;
        if (pong != null && !closing && context.channel().isWritable()) {
            owedPong = null;
            context.writeAndFlush(new PongWebSocketFrame(pong));
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forgetPong();
    }

    private void refuse(ChannelHandlerContext context, WebSocketCloseStatus status, String how) {
        if (!closing) {
            violated.accept(how);
            end(context, new CloseWebSocketFrame(status), context.newPromise());
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (closing) {
            context.close(promise);
        } else {
            end(context, new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE), promise);
        }
    }

    /**
     * Says the last word, unless the client would not read it: closing must not wait for that. The channel closes a moment
     * later, for this may be called while the channel is writing, and it then writes the frame only afterwards.
     */
    private void end(ChannelHandlerContext context, CloseWebSocketFrame lastWord, ChannelPromise promise) {
        closing = true;
        if (open && context.channel().isWritable()) {
            context.writeAndFlush(lastWord);
            context.executor().execute(() -> context.close(promise));
        } else {
            lastWord.release();
            context.close(promise);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            refuse(context, corrupted.closeStatus(), String.valueOf(corrupted.getMessage()));
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
            context.write(message, promise);
        } else if (closing) {
            bytes.release();
            fail(promise);
        } else {
            send(context, bytes, promise);
        }
    }

    private static void fail(ChannelPromise promise) {
        if (!promise.isVoid()) {
            promise.tryFailure(new ClosedChannelException());
        }
    }

    private static void send(ChannelHandlerContext context, ByteBuf bytes, ChannelPromise promise) {
        while (bytes.readableBytes() > MAX_SENT) {
            context.write(new BinaryWebSocketFrame(bytes.readRetainedSlice(MAX_SENT)));
        }
        context.write(new BinaryWebSocketFrame(bytes), promise);
    }
}
