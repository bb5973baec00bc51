package io.nave.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/** A back end or device with one HTTP connection that is kept alive. Confined to the connection's event loop. */
abstract class HttpConnection extends Connection {

    private final Orders.Address address;
    private final String headers;
    private final StringBuilder body = new StringBuilder();
    private int status;

    /** Of a back end. */
    HttpConnection(String name, Orders orders, Tally tally, CompletableFuture<?> failure) {
        this(name, orders, orders.work().backEnds(), tally, failure);
    }

    /** Of whoever connects there, with that token. */
    HttpConnection(String name, Orders orders, Orders.BackEnds who, Tally tally, CompletableFuture<?> failure) {
        super(name, orders, tally, failure);
        this.address = who.address();
        this.headers = "?api-version=2021-04-12 HTTP/1.1\r\nHost: " + address.host() + ":" + address.port()
                + "\r\nAuthorization: " + who.token() + "\r\n";
    }

    /** A response has come as a whole; status 0 for one that makes no sense. Nothing but ASCII is to be read in the body. */
    protected abstract void answered(int status, String body, long now);

    /** What follows the path in every request; an empty line, or more headers, come next. */
    protected final String headers() {
        return headers;
    }

    @Override
    final Orders.Address address() {
        return address;
    }

    @Override
    public final void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, new HttpResponseDecoder());
    }

    @Override
    protected final void introduce(ChannelHandlerContext ctx) {
        accepted();
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response) {
            status = response.decoderResult().isSuccess() ? response.status().code() : 0;
            body.setLength(0);
        }
        if (message instanceof HttpContent content) {
            body.append(content.content().toString(StandardCharsets.ISO_8859_1));
        }
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            answered(status, body.toString(), System.nanoTime());
        }
    }
}
