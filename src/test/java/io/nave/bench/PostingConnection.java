package io.nave.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;

/**
 * A device that sends one message after the other over HTTPS, each when the last is answered, over one connection that is kept
 * (device-protocols §3.2). Confined to the connection's event loop.
 */
final class PostingConnection extends HttpConnection {

    private static final int STORED = 204;

    private final byte[] head;
    private final TelemetryBody body;
    private boolean waiting;
    private long sentAt;

    PostingConnection(int index, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super(orders.login().deviceId(index), orders,
                new Orders.BackEnds(orders.address(), orders.login().password(), 1), tally, failure);
        String deviceId = orders.login().deviceId(index);
        this.body = new TelemetryBody(deviceId, orders.load().payload());
        this.head = ("POST /devices/" + deviceId + "/messages/events" + headers() + "Content-Length: " + body.size()
                + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected int inFlight() {
        return waiting ? 1 : 0;
    }

    @Override
    protected void begin() {
        if (stopping()) {
            return;
        }
        ByteBuf out = context().alloc().directBuffer(head.length + body.size());
        out.writeBytes(head);
        body.write(out);
        sentAt = System.nanoTime();
        waiting = true;
        tally.published(1);
        context().writeAndFlush(out, context().voidPromise());
    }

    @Override
    protected void answered(int status, String answer, long now) {
        waiting = false;
        if (status != STORED) {
            fail("The server answered " + status + " with " + answer);
            return;
        }
        tally.latency(now - sentAt);
        tally.acknowledged(1);
        begin();
    }
}
