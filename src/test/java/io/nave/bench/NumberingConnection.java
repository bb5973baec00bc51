package io.nave.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * A device that numbers its telemetry messages ({@link NumberedBody}), sent by the clock or as fast as answers come back, with
 * QoS 1. Confined to the connection's event loop.
 */
final class NumberingConnection extends Connection {

    private static final long BLOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int CONNACK = 2;
    private static final int PUBACK = 4;

    private final int index;
    private final MqttFrames.Publish publish;
    private final MqttReader reader = new MqttReader(this::packet);
    private final long[] sentAt; // by number modulo length; the packet id is one more; 0 when not in flight
    private Pace pace = Pace.of(0, 1, 0, 0);
    private boolean begun;
    private long next;
    private int inFlight;

    NumberingConnection(int index, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super(orders.login().deviceId(index), orders, tally, failure);
        this.index = index;
        this.publish = new MqttFrames.Publish(orders.login().deviceId(index), orders.load().payload());
        this.sentAt = new long[2 * orders.load().window()];
    }

    /** How many messages it has sent; to be read when it has stopped and nothing is outstanding. */
    long sent() {
        return next;
    }

    @Override
    protected void introduce(ChannelHandlerContext ctx) {
        Orders.Login login = orders.login();
        ctx.writeAndFlush(MqttFrames.connect(ctx.alloc(), login.deviceId(index), login.userName(index), login.password()));
    }

    @Override
    protected int inFlight() {
        return inFlight;
    }

    @Override
    protected void begin() {
        long now = System.nanoTime();
        pace = Pace.of(index, orders.load().connections(), orders.work().rate(), now);
        begun = true;
        if (pace.byTheClock()) {
            onTime();
        } else {
            send(now);
        }
    }

    private void onTime() {
        if (stopping()) {
            return;
        }
        long now = System.nanoTime();
        send(now);
        context().executor().schedule(this::onTime, full() ? BLOCKED_NANOS : pace.nanosToNext(now), TimeUnit.NANOSECONDS);
    }

    private boolean full() {
        return inFlight == orders.load().window() || sentAt[slot(next)] != 0;
    }

    private int slot(long number) {
        return (int) (number % sentAt.length);
    }

    /** Sends all that is due, in one write. */
    private void send(long now) {
        if (!begun || stopping() || full() || !pace.isDue(now)) {
            return;
        }
        ByteBuf out = context().alloc().directBuffer(publish.size());
        int count = 0;
        while (!full() && pace.isDue(now)) {
            write(out, pace.take(now));
            count++;
        }
        tally.published(count);
        context().writeAndFlush(out, context().voidPromise());
    }

    private void write(ByteBuf out, long time) {
        int slot = slot(next);
        publish.write(out, slot + 1);
        new NumberedBody(time, next, index).set(out, out.writerIndex() - orders.load().payload());
        sentAt[slot] = time;
        next++;
        inFlight++;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reader.read(ctx.alloc(), (ByteBuf) message);
        send(System.nanoTime());
    }

    private void packet(int first, ByteBuf in, int length) {
        switch (first >> 4) {
            case CONNACK -> connected(in.getUnsignedByte(in.readerIndex() + 1));
            case PUBACK -> acknowledged(in.getUnsignedShort(in.readerIndex()) - 1);
            default -> fail("The server sent a packet of type " + (first >> 4));
        }
    }

    private void connected(int code) {
        if (code != 0 || !accepted()) {
            fail("The server answered the CONNECT with code " + code + ", or twice");
        }
    }

    private void acknowledged(int slot) {
        if (slot < 0 || slot >= sentAt.length || sentAt[slot] == 0) {
            fail("The server acknowledged packet " + (slot + 1) + ", which is not in flight");
            return;
        }
        tally.latency(System.nanoTime() - sentAt[slot]);
        sentAt[slot] = 0;
        inFlight--;
        tally.acknowledged(1);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        reader.release();
        super.channelInactive(ctx);
    }
}
