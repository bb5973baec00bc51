package io.nave.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * A back end with one HTTP connection that reads the twins of its devices, or patches their desired properties, one after the
 * other and each when the answer to the last has come (service-protocols §5.9). Confined to the connection's event loop, which
 * is that of the devices.
 */
final class RestConnection extends Connection {

    private static final String QUERY = "?api-version=2021-04-12 HTTP/1.1\r\n";
    private static final int OK = 200;
    private static final int LONGEST_REQUEST = 1024;

    private final List<DeviceTwin> twins;
    private final boolean patches;
    private final String headers;
    private int next;
    private boolean waiting;
    private long sentAt;
    private int status;
    private long bytes;

    /** For these devices, which must be nobody else's. */
    RestConnection(List<DeviceTwin> twins, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super("HTTP for " + twins.getFirst().deviceId() + " and others", orders, tally, failure);
        this.twins = twins;
        this.patches = orders.work().kind() == Orders.Kind.REST_PATCH;
        Orders.Rest rest = orders.work().rest();
        this.headers = QUERY + "Host: " + rest.address().host() + ":" + rest.address().port() + "\r\nAuthorization: "
                + rest.token()
                + "\r\n";
    }

    @Override
    Orders.Address address() {
        return orders.work().rest().address();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, new HttpResponseDecoder());
    }

    @Override
    protected void introduce(ChannelHandlerContext ctx) {
        accepted();
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
        ByteBufUtil.writeAscii(out, patches ? patch(twin) : "GET /twins/" + twin.deviceId() + headers + "\r\n");
        waiting = true;
        bytes = 0;
        tally.published(1);
        context().writeAndFlush(out, context().voidPromise());
    }

    private String patch(DeviceTwin twin) {
        String body = "{\"properties\":{\"desired\":{\"interval\":30,\"seq\":" + twin.patching(sentAt)
                + ",\"limits\":{\"low\":10,\"high\":80}}}}";
        return "PATCH /twins/" + twin.deviceId() + headers + "Content-Type: application/json; charset=utf-8\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response) {
            status = response.decoderResult().isSuccess() ? response.status().code() : 0;
        }
        if (message instanceof HttpContent content) {
            bytes += content.content().readableBytes();
        }
        if (message instanceof LastHttpContent) {
            answered(System.nanoTime());
        }
        ReferenceCountUtil.release(message);
    }

    private void answered(long now) {
        DeviceTwin twin = twins.get(next);
        tally.latency(now - sentAt);
        if (status == OK && bytes > 0) {
            tally.acknowledged(1);
            if (patches) {
                twin.patched();
            }
        } else {
            tally.refused(1);
            tally.wrong("HTTP answered " + status + " with " + bytes + " bytes for " + twin.deviceId());
        }
        waiting = false;
        next = (next + 1) % twins.size();
        begin();
    }
}
