package io.nave.bench;

import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;

import org.HdrHistogram.Histogram;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;

/** All devices of one load generator, on a few event loops: their connections, and what these have counted. */
final class Devices implements AutoCloseable {

    private static final int LOOPS = Math.min(2, Runtime.getRuntime().availableProcessors());
    private static final int CONNECTING_AT_ONCE = 50;
    private static final int SECONDS_TO_CONNECT = 60;

    private final Orders orders;
    private final CompletableFuture<?> failure;
    private final EventLoopGroup group = Epoll.isAvailable() ? new EpollEventLoopGroup(LOOPS) : new NioEventLoopGroup(LOOPS);
    private final Map<EventLoop, Tally> tallies = new LinkedHashMap<>();
    private final List<PublishingConnection> connections = new ArrayList<>();
    private final SslProvider engine = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;

    Devices(Orders orders, CompletableFuture<?> failure) {
        this.orders = orders;
        this.failure = failure;
        for (int i = 0; i < LOOPS; i++) {
            tallies.put((EventLoop) group.next(), new Tally());
        }
    }

    String tlsEngine() {
        return orders.address().transport() == Transport.TLS ? engine.name() : "none";
    }

    /** Connects all devices, some at a time; answers when the server has accepted them all. */
    List<PublishingConnection> connect() {
        SslContext tls = orders.address().transport() == Transport.TLS ? tlsContext() : null;
        List<EventLoop> loops = List.copyOf(tallies.keySet());
        for (int from = 0; from < orders.load().connections(); from += CONNECTING_AT_ONCE) {
            List<CompletableFuture<?>> some = new ArrayList<>();
            for (int i = from; i < Math.min(from + CONNECTING_AT_ONCE, orders.load().connections()); i++) {
                EventLoop loop = loops.get(i % loops.size());
                PublishingConnection connection = new PublishingConnection(i, orders, tallies.get(loop), failure);
                open(loop, connection, tls);
                connections.add(connection);
                some.add(connection.connected());
            }
            await(CompletableFuture.allOf(some.toArray(CompletableFuture[]::new)));
        }
        return connections;
    }

    private void open(EventLoop loop, PublishingConnection connection, SslContext tls) {
        new Bootstrap().group(loop).channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .handler(new Start(connection, tls)).connect(orders.address().host(), orders.address().port())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        connection.exceptionCaught(null, done.cause());
                    }
                });
    }

    private SslContext tlsContext() {
        try {
            return SslContextBuilder.forClient().sslProvider(engine).protocols("TLSv1.3")
                    .trustManager(new File(orders.caCertificate())).build();
        } catch (javax.net.ssl.SSLException e) {
            throw new BenchFailure("TLS cannot be set up", e);
        }
    }

    private static void await(CompletableFuture<?> future) {
        try {
            future.get(SECONDS_TO_CONNECT, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new BenchFailure(String.valueOf(e.getCause().getMessage()));
        } catch (TimeoutException e) {
            throw new BenchFailure("The server has not accepted a device within " + SECONDS_TO_CONNECT + " seconds.");
        } catch (InterruptedException e) {
            throw new BenchFailure("Interrupted.");
        }
    }

    long published() {
        return sum(Tally::published);
    }

    long acknowledged() {
        return sum(Tally::acknowledged);
    }

    private long sum(ToLongFunction<Tally> counter) {
        return tallies.values().stream().mapToLong(counter).sum();
    }

    void resetLatency() {
        tallies.forEach((loop, tally) -> loop.submit(tally::resetLatency).syncUninterruptibly());
    }

    Histogram latency() {
        Histogram all = null;
        for (var entry : tallies.entrySet()) {
            Histogram one = entry.getKey().submit(entry.getValue()::copyLatency).syncUninterruptibly().getNow();
            if (all == null) {
                all = one;
            } else {
                all.add(one);
            }
        }
        return all;
    }

    @Override
    public void close() {
        connections.forEach(PublishingConnection::close);
        group.shutdownGracefully(100, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly(3000);
    }

    /** Puts TLS below the connection where asked for, and lets the device speak once the bytes can flow. */
    private static final class Start extends ChannelInitializer<Channel> {

        private final PublishingConnection connection;
        private final SslContext tls;

        Start(PublishingConnection connection, SslContext tls) {
            this.connection = connection;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc()));
            }
            channel.pipeline().addLast(new Introduction(connection, tls != null));
            channel.pipeline().addLast(connection);
        }
    }

    /** Waits for the transport, then makes way. */
    private static final class Introduction extends ChannelInboundHandlerAdapter {

        private final PublishingConnection connection;
        private final boolean encrypted;

        Introduction(PublishingConnection connection, boolean encrypted) {
            this.connection = connection;
            this.encrypted = encrypted;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (!encrypted) {
                introduce(ctx);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                introduce(ctx);
            }
        }

        private void introduce(ChannelHandlerContext ctx) {
            connection.introduce(ctx.pipeline().context(connection));
            ctx.pipeline().remove(this);
        }
    }
}
