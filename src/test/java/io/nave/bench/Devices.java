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
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

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

/** All connections of one load generator, on a few event loops, and what they have counted. */
final class Devices implements AutoCloseable {

    private static final int MOST_LOOPS = Math.min(2, Runtime.getRuntime().availableProcessors());
    private static final int CONNECTING_AT_ONCE = 50;
    private static final int SECONDS_TO_CONNECT = 60;

    private final Orders orders;
    private final EventLoopGroup group;
    private final Map<EventLoop, Tally> tallies = new LinkedHashMap<>();
    private final Fleet fleet;
    private final SslProvider engine = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;

    Devices(Orders orders, CompletableFuture<?> failure) {
        this.orders = orders;
        // no server answers but for telemetry as fast as one loop asks; and devices and back ends that know of each other share it
        int loops = orders.work().isTelemetry() ? MOST_LOOPS : 1;
        this.group = Epoll.isAvailable() ? new EpollEventLoopGroup(loops) : new NioEventLoopGroup(loops);
        for (int i = 0; i < loops; i++) {
            tallies.put((EventLoop) group.next(), new Tally());
        }
        this.fleet = Fleet.of(orders, List.copyOf(tallies.values()), failure);
    }

    String tlsEngine() {
        return encrypted() ? engine.name() : "none";
    }

    private boolean encrypted() {
        return fleet.connections().stream().anyMatch(connection -> connection.address().transport() == Transport.TLS);
    }

    /** Opens all connections, some at a time; answers when the server has accepted them all. */
    List<Connection> connect() {
        SslContext tls = encrypted() ? tlsContext() : null;
        List<EventLoop> loops = List.copyOf(tallies.keySet());
        List<Connection> connections = fleet.connections();
        for (int from = 0; from < connections.size(); from += CONNECTING_AT_ONCE) {
            List<CompletableFuture<?>> some = new ArrayList<>();
            for (int i = from; i < Math.min(from + CONNECTING_AT_ONCE, connections.size()); i++) {
                Connection connection = connections.get(i);
                open(loops.get(i % loops.size()), connection, connection.address().transport() == Transport.TLS ? tls : null);
                some.add(connection.connected());
            }
            await(CompletableFuture.allOf(some.toArray(CompletableFuture[]::new)));
        }
        return connections;
    }

    private void open(EventLoop loop, Connection connection, @Nullable SslContext tls) {
        new Bootstrap().group(loop).channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .handler(new Start(connection, tls)).connect(connection.address().host(), connection.address().port())
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

    long notified() {
        return sum(Tally::notified);
    }

    /** How many times they have done what they are there for; a device-bound message has been sent in vain until it comes. */
    long done() {
        return orders.work().kind() == Orders.Kind.DEVICE_BOUND ? notified() : acknowledged();
    }

    /** How many answers, notifications and messages are still to come. */
    long outstanding() {
        long notices = switch (orders.work().kind()) {
            case REST_PATCH, DEVICE_BOUND -> Math.max(0, acknowledged() - notified()); // a message may come before its answer
            case PUBLISH, NUMBERED, SEND, POST, REPORT, READ, REST_READ, METHOD -> 0;
        };
        return published() - acknowledged() - sum(Tally::refused) + notices;
    }

    /** What became of device-bound messages; whole once nothing is outstanding. */
    LoadResult.Receipts receipts() {
        return tallies.values().stream().map(Tally::receipts).reduce(LoadResult.Receipts.NONE, LoadResult.Receipts::plus);
    }

    private long sum(ToLongFunction<Tally> counter) {
        return tallies.values().stream().mapToLong(counter).sum();
    }

    void resetLatency() {
        tallies.forEach((loop, tally) -> loop.submit(tally::resetLatency).syncUninterruptibly());
    }

    Histogram latency() {
        return onTheLoops(Tally::copyLatency).stream().reduce(Devices::added).orElseThrow();
    }

    /** The times until devices were told what back ends wanted them to know. */
    Histogram notices() {
        return onTheLoops(Tally::copyNotices).stream().reduce(Devices::added).orElseThrow();
    }

    private static Histogram added(Histogram one, Histogram other) {
        one.add(other);
        return one;
    }

    /** What must not have happened. */
    List<String> wrongs() {
        return onTheLoops(Tally::copyWrongs).stream().flatMap(List::stream).toList();
    }

    private <T> List<T> onTheLoops(Function<Tally, T> question) {
        List<T> answers = new ArrayList<>();
        tallies.forEach(
                (loop, tally) -> answers.add(loop.submit(() -> question.apply(tally)).syncUninterruptibly().getNow()));
        return answers;
    }

    /** How many patches of each device were acknowledged, in the order of devices. */
    List<Long> patches() {
        return fleet.twins().stream().map(DeviceTwin::patches).toList();
    }

    @Override
    public void close() {
        fleet.connections().forEach(Connection::close);
        group.shutdownGracefully(100, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly(3000);
    }

    /** Puts TLS below the connection where asked for, and lets the device speak once the bytes can flow. */
    private static final class Start extends ChannelInitializer<Channel> {

        private final Connection connection;
        private final @Nullable SslContext tls;

        Start(Connection connection, @Nullable SslContext tls) {
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

        private final Connection connection;
        private final boolean encrypted;

        Introduction(Connection connection, boolean encrypted) {
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
            connection.up(ctx.pipeline().context(connection));
            ctx.pipeline().remove(this);
        }
    }
}
