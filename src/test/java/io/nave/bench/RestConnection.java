package io.nave.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * A back end with one HTTP connection that reads the twins of its devices, or patches their desired properties, one after the
 * other and each when the answer to the last has come (service-protocols §5.9). Confined to the connection's event loop, which
 * is that of the devices.
 */
final class RestConnection extends HttpConnection {

    private static final int OK = 200;
    private static final int LONGEST_REQUEST = 1024;

    private final List<DeviceTwin> twins;
    private final boolean patches;
    private int next;
    private boolean waiting;
    private long sentAt;

    /** For these devices, which must be nobody else's. */
    RestConnection(List<DeviceTwin> twins, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super("HTTP for " + twins.getFirst().deviceId() + " and others", orders, tally, failure);
        this.twins = twins;
        this.patches = orders.work().kind() == Orders.Kind.REST_PATCH;
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
        DeviceTwin twin = twins.get(next);
        ByteBuf out = context().alloc().directBuffer(LONGEST_REQUEST);
        sentAt = System.nanoTime();
        ByteBufUtil.writeAscii(out, patches ? patch(twin) : "GET /twins/" + twin.deviceId() + headers() + "\r\n");
        waiting = true;
        tally.published(1);
        context().writeAndFlush(out, context().voidPromise());
    }

    private String patch(DeviceTwin twin) {
        String body = "{\"properties\":{\"desired\":{\"interval\":30,\"seq\":" + twin.patching(sentAt)
                + ",\"limits\":{\"low\":10,\"high\":80}}}}";
        return "PATCH /twins/" + twin.deviceId() + headers()
                + "Content-Type: application/json; charset=utf-8\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    @Override
    protected void answered(int status, String body, long now) {
        DeviceTwin twin = twins.get(next);
        tally.latency(now - sentAt);
        if (status == OK && !body.isEmpty()) {
            tally.acknowledged(1);
            if (patches) {
                twin.patched();
            }
        } else {
            tally.refused(1);
            tally.wrong("HTTP answered " + status + " with " + body.length() + " bytes for " + twin.deviceId());
        }
        waiting = false;
        next = (next + 1) % twins.size();
        begin();
    }
}
