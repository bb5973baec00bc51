package io.nave.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * A device that is subscribed to something over MQTT: CONNECT → SUBSCRIBE → {@link #subscribed()}, then what the hub publishes.
 * Confined to the connection's event loop.
 */
abstract class MqttConnection extends Connection {

    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int SUBACK = 9;
    private static final int PINGRESP = 13;
    private static final int SUBSCRIPTION_REFUSED = 0x80;
    private static final int PING_SECONDS = 100;

    private final int index;
    private final String deviceId;
    private final MqttReader reader = new MqttReader(this::packet);
    private long readAt;

    MqttConnection(int index, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super(orders.login().deviceId(index), orders, tally, failure);
        this.index = index;
        this.deviceId = orders.login().deviceId(index);
    }

    /** The SUBSCRIBE that it sends. */
    protected abstract ByteBuf subscription();

    /** The hub has taken all subscriptions. */
    protected abstract void subscribed();

    /** The hub has sent a PUBLISH: its first byte, and the next {@code length} bytes. */
    protected abstract void published(int first, ByteBuf in, int length);

    /** All packets of one read were handled. */
    protected abstract void proceed();

    protected final String deviceId() {
        return deviceId;
    }

    /** When the bytes came that are being handled. */
    protected final long readAt() {
        return readAt;
    }

    @Override
    protected final void introduce(ChannelHandlerContext ctx) {
        Orders.Login login = orders.login();
        ctx.writeAndFlush(MqttFrames.connect(ctx.alloc(), deviceId, login.userName(index), login.password()));
    }

    /** For a device that listens and says too little to be taken for alive. */
    protected final void pingNowAndThen() {
        var every = context().executor().scheduleAtFixedRate(this::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
        context().channel().closeFuture().addListener(closed -> every.cancel(false));
    }

    private void ping() {
        context().writeAndFlush(MqttFrames.ping(context().alloc()));
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object message) {
        readAt = System.nanoTime();
        reader.read(ctx.alloc(), (ByteBuf) message);
        proceed();
    }

    private void packet(int first, ByteBuf in, int length) {
        switch (first >> 4) {
            case CONNACK -> connected(in);
            case SUBACK -> subscribed(in, length);
            case PUBLISH -> published(first, in, length);
            case PINGRESP -> { // as it should
            }
            default -> fail("The server sent a packet of type " + (first >> 4));
        }
    }

    private void connected(ByteBuf in) {
        int code = in.getUnsignedByte(in.readerIndex() + 1);
        if (code == 0) {
            context().writeAndFlush(subscription());
        } else {
            fail("The server refused the connection with code " + code);
        }
    }

    private void subscribed(ByteBuf in, int length) {
        for (int i = 2; i < length; i++) {
            if (in.getUnsignedByte(in.readerIndex() + i) == SUBSCRIPTION_REFUSED) {
                fail("The server refused a subscription");
                return;
            }
        }
        subscribed();
    }

    /** Something has happened to this device that must not. */
    protected final void wrong(String sentence) {
        tally.wrong(deviceId + " " + sentence);
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        reader.release();
        super.channelInactive(ctx);
    }
}
