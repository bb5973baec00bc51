package io.nave.bench;

import java.util.concurrent.CompletableFuture;

import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Flow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * A device that keeps a fixed number of messages in flight over AMQP: for every disposition it sends the next transfers, all
 * that one read allows in one write, as {@link PublishingConnection} does over MQTT. It sends fewer while the server gives no
 * credit for more. Confined to the connection's event loop.
 */
final class AmqpPublishingConnection extends Connection {

    private final TelemetryAttach attach;
    private final TelemetryTransfers transfers;
    private final AmqpAllowance allowance = new AmqpAllowance(TelemetryAttach.TRANSFERS);
    private final AmqpReader reader = new AmqpReader(this::frame);
    private final AcceptedRange range = new AcceptedRange();
    private final long[] sentAt; // by delivery-id modulo length; 0 when not in flight
    private boolean begun;
    private int inFlight;
    private int answered; // by what is being read
    private long readAt;

    AmqpPublishingConnection(int index, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super(orders.login().deviceId(index), orders, tally, failure);
        String deviceId = orders.login().deviceId(index);
        this.attach = new TelemetryAttach(orders.address().host(), deviceId, orders.login().password(), this::write);
        this.transfers = new TelemetryTransfers(TelemetryAttach.TELEMETRY,
                new TelemetryBody(deviceId, orders.load().payload()));
        this.sentAt = new long[2 * orders.load().window()];
    }

    private void write(ByteBuf bytes) {
        context().writeAndFlush(bytes);
    }

    @Override
    protected void introduce(ChannelHandlerContext ctx) {
        attach.open();
    }

    @Override
    protected void begin() {
        begun = true;
        send();
    }

    @Override
    protected int inFlight() {
        return inFlight;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        readAt = System.nanoTime();
        reader.read(ctx.alloc(), (ByteBuf) message);
        if (answered > 0) {
            inFlight -= answered;
            tally.acknowledged(answered);
            answered = 0;
        }
        send();
    }

    private void frame(ByteBuf in, int length) {
        if (length > 0 && attach.isAttached()) {
            answer(in, length);
        } else if (length > 0) {
            int end = in.readerIndex() + length;
            Object performative = AmqpPerformatives.read(in, length);
            attach.frame(performative, in.slice(in.readerIndex(), end - in.readerIndex()));
            if (attach.isAttached()) {
                flow((Flow) performative);
                accepted();
            }
        }
    }

    private void answer(ByteBuf in, int length) {
        if (range.read(in, length)) {
            settled(range.first(), range.last());
            return;
        }
        switch (AmqpPerformatives.read(in, length)) {
            case Flow flow -> flow(flow);
            case Disposition other -> throw new BenchFailure("The server has not accepted a message: " + other);
            case Object other -> throw new BenchFailure("The server sent " + other);
        }
    }

    private void flow(Flow flow) {
        allowance.flow(flow, attach.isOfTelemetry(flow));
    }

    private void settled(int first, int last) {
        for (int id = first; id <= last; id++) {
            int slot = id % sentAt.length;
            if (sentAt[slot] == 0 || id >= allowance.next()) {
                throw new BenchFailure("The server accepted delivery " + id + ", which is not in flight");
            }
            tally.latency(readAt - sentAt[slot]);
            sentAt[slot] = 0;
            answered++;
        }
    }

    private void send() {
        int room = begun && !stopping() ? Math.min(orders.load().window() - inFlight, allowance.room()) : 0;
        if (room <= 0) {
            return;
        }
        ByteBuf out = context().alloc().directBuffer(room * transfers.size());
        long now = System.nanoTime();
        int sent = 0;
        while (sent < room && sentAt[allowance.next() % sentAt.length] == 0) { // taken only where answers come out of order
            int id = allowance.take();
            sentAt[id % sentAt.length] = now;
            transfers.write(out, id);
            sent++;
        }
        inFlight += sent;
        tally.published(sent);
        context().writeAndFlush(out, context().voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof BenchFailure said) {
            fail(String.valueOf(said.getMessage()));
        } else {
            super.exceptionCaught(ctx, cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        reader.release();
        super.channelInactive(ctx);
    }
}
