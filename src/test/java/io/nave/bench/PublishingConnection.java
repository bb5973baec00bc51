package io.nave.bench;

import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * A device that keeps a fixed number of messages in flight: for every PUBACK it sends the next PUBLISH, all that one read
 * allows in one
 * write. The server sends nothing but CONNACK and PUBACK, and both are four bytes long. Confined to the connection's event
 * loop.
 */
final class PublishingConnection extends Connection {

    private static final int ACCEPTED = 0x20020000; // CONNACK, return code 0, no session present
    private static final int SESSION_PRESENT = 0x100;
    private static final int PUBACK = 0x40020000;
    private static final int PACKET_ID = 0xFFFF;

    private final int index;
    private final MqttFrames.Publish publish;
    private final long[] sentAt; // by packet id - 1; 0 when not in flight
    private int nextSlot;
    private int inFlight;
    private int partial; // the bytes so far of a packet that a read has cut
    private int partialBytes;

    PublishingConnection(int index, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super(orders.login().deviceId(index), orders, tally, failure);
        this.index = index;
        this.publish = new MqttFrames.Publish(orders.login().deviceId(index), orders.load().payload());
        this.sentAt = new long[Math.min(2 * orders.load().window(), PACKET_ID)];
    }

    @Override
    protected void introduce(ChannelHandlerContext ctx) {
        Orders.Login login = orders.login();
        ctx.writeAndFlush(MqttFrames.connect(ctx.alloc(), login.deviceId(index), login.userName(index), login.password()));
    }

    @Override
    protected void begin() {
        send(orders.load().window());
    }

    @Override
    protected int inFlight() {
        return inFlight;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        int acknowledged = 0;
        long now = System.nanoTime();
        while (in.isReadable()) {
            if (partialBytes == 0 && in.readableBytes() >= 4) {
                acknowledged += packet(in.readInt(), now);
                continue;
            }
            partial = partial << 8 | in.readUnsignedByte();
            if (++partialBytes == 4) {
                acknowledged += packet(partial, now);
                partialBytes = 0;
            }
        }
        in.release();
        if (acknowledged > 0) {
            inFlight -= acknowledged;
            tally.acknowledged(acknowledged);
            send(acknowledged);
        }
    }

    private int packet(int packet, long now) {
        if ((packet & ~PACKET_ID) == PUBACK) {
            acknowledged((packet & PACKET_ID) - 1, now);
            return 1;
        }
        if ((packet & ~SESSION_PRESENT) != ACCEPTED || !accepted()) {
            fail("The server sent " + Integer.toHexString(packet) + " instead of CONNACK 0 or PUBACK");
        }
        return 0;
    }

    private void acknowledged(int slot, long now) {
        if (slot < 0 || slot >= sentAt.length || sentAt[slot] == 0) {
            fail("The server acknowledged packet " + (slot + 1) + ", which is not in flight");
            return;
        }
        tally.latency(now - sentAt[slot]);
        sentAt[slot] = 0;
    }

    private void send(int messages) {
        if (stopping()) {
            return;
        }
        ByteBuf out = context().alloc().directBuffer(messages * publish.size());
        long now = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            publish.write(out, freeSlot(now) + 1);
        }
        inFlight += messages;
        tally.published(messages);
        context().writeAndFlush(out, context().voidPromise());
    }

    private int freeSlot(long now) {
        while (sentAt[nextSlot] != 0) { // only where acknowledgements come out of order
            nextSlot = (nextSlot + 1) % sentAt.length;
        }
        int slot = nextSlot;
        sentAt[slot] = now;
        nextSlot = (slot + 1) % sentAt.length;
        return slot;
    }
}
