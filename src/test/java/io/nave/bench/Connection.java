package io.nave.bench;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** One connection of the load generator: its life, and how it says that it broke. Confined to the connection's event loop. */
abstract class Connection extends ChannelInboundHandlerAdapter {

    protected final Orders orders;
    protected final Tally tally;
    private final String name;
    private final CompletableFuture<Connection> connected = new CompletableFuture<>();
    private final CompletableFuture<?> failure;
    private @Nullable ChannelHandlerContext context;
    private boolean stopping;
    private boolean closing;

    /** A connection with a name for sentences; a failure is told to all through the future. */
    Connection(String name, Orders orders, Tally tally, CompletableFuture<?> failure) {
        this.name = name;
        this.orders = orders;
        this.tally = tally;
        this.failure = failure;
    }

    /** Where it connects to. */
    Orders.Address address() {
        return orders.address();
    }

    /** Says what is to be said once TCP (and TLS) are up. */
    protected abstract void introduce(ChannelHandlerContext ctx);

    /** Begins with what it is there for. */
    protected abstract void begin();

    /** How many requests have no answer yet. */
    protected abstract int inFlight();

    final void up(ChannelHandlerContext ctx) {
        context = ctx;
        introduce(ctx);
    }

    /** Completes when the server has accepted it and it can start. */
    final CompletableFuture<Connection> connected() {
        return connected;
    }

    /** The server has accepted it; false when that was so before. */
    protected final boolean accepted() {
        return connected.complete(this);
    }

    final void start() {
        context().executor().execute(this::begin);
    }

    /** Sends nothing more; what is in flight is still awaited. */
    final void stop() {
        context().executor().execute(() -> stopping = true);
    }

    final void close() {
        ChannelHandlerContext open = context;
        if (open != null) {
            open.executor().execute(() -> {
                closing = true;
                open.close();
            });
        }
    }

    protected final boolean stopping() {
        return stopping || closing;
    }

    protected final ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException(name + " is not connected");
        }
        return context;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closing && (!stopping || inFlight() > 0)) {
            fail("The server closed the connection, with " + inFlight() + " messages in flight");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail("The connection broke: " + cause);
    }

    protected final void fail(String sentence) {
        BenchFailure cause = new BenchFailure(name + ": " + sentence + ".");
        connected.completeExceptionally(cause);
        failure.completeExceptionally(cause);
        if (context != null) {
            context.close();
        }
    }
}
