package io.nave.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * A device that patches its reported properties or reads its twin, again and again, or listens for patches of its desired
 * properties:
 *
 * <pre>
 *   CONNECT → SUBSCRIBE → (one large patch, where the twin shall be large) → accepted → request, answer, request, …
 * </pre>
 *
 * Confined to the connection's event loop.
 */
final class TwinConnection extends Connection {

    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int SUBACK = 9;
    private static final int PINGRESP = 13;
    private static final int SUBSCRIPTION_REFUSED = 0x80;
    private static final int PING_SECONDS = 100;
    private static final long BLOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int LONGEST_REQUEST = 200;

    private final DeviceTwin twin;
    private final InFlight requests;
    private final MqttReader reader = new MqttReader(this::packet);
    private final boolean reads;
    private Pace pace = Pace.of(0, 1, 0, 0);
    private boolean begun;
    private long readAt;

    TwinConnection(DeviceTwin twin, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super(twin.deviceId(), orders, tally, failure);
        this.twin = twin;
        this.requests = new InFlight(orders.load().window());
        this.reads = orders.work().kind() == Orders.Kind.READ;
    }

    @Override
    protected void introduce(ChannelHandlerContext ctx) {
        Orders.Login login = orders.login();
        ctx.writeAndFlush(MqttFrames.connect(ctx.alloc(), twin.deviceId(), login.userName(twin.index()), login.password()));
    }

    @Override
    protected int inFlight() {
        return requests.count();
    }

    @Override
    protected void begin() {
        if (orders.work().kind() == Orders.Kind.REST_PATCH) {
            var every = context().executor().scheduleAtFixedRate(this::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
            context().channel().closeFuture().addListener(closed -> every.cancel(false));
            return;
        }
        long now = System.nanoTime();
        pace = Pace.of(twin.index(), orders.load().connections(), orders.work().rate(), now);
        begun = true;
        if (pace.byTheClock()) {
            onTime();
        } else {
            send(now);
        }
    }

    private void ping() {
        context().writeAndFlush(TwinFrames.ping(context().alloc()));
    }

    private void onTime() {
        if (stopping()) {
            return;
        }
        long now = System.nanoTime();
        send(now);
        context().executor().schedule(this::onTime, requests.full() ? BLOCKED_NANOS : pace.nanosToNext(now),
                TimeUnit.NANOSECONDS);
    }

    /** Sends all that is due, in one write. */
    private void send(long now) {
        if (!begun || stopping() || requests.full() || !pace.isDue(now)) {
            return;
        }
        ByteBuf out = context().alloc().directBuffer(LONGEST_REQUEST);
        int count = 0;
        while (!requests.full() && pace.isDue(now)) {
            int rid = requests.add(pace.take(now));
            if (reads) {
                TwinFrames.get(out, rid);
            } else {
                TwinFrames.patch(out, rid);
            }
            count++;
        }
        tally.published(count);
        context().writeAndFlush(out, context().voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        readAt = System.nanoTime();
        reader.read(ctx.alloc(), (ByteBuf) message);
        send(readAt);
    }

    private void packet(int first, ByteBuf in, int length) {
        switch (first >> 4) {
            case CONNACK -> connected(in);
            case SUBACK -> subscribed(in, length);
            case PUBLISH -> published(in, length);
            case PINGRESP -> { // as it should
            }
            default -> fail("The server sent a packet of type " + (first >> 4));
        }
    }

    private void connected(ByteBuf in) {
        int code = in.getUnsignedByte(in.readerIndex() + 1);
        if (code != 0) {
            fail("The server refused the connection with code " + code);
            return;
        }
        boolean listens = orders.work().kind() == Orders.Kind.REST_PATCH;
        context().writeAndFlush(listens ? TwinFrames.subscribe(context().alloc(), TwinTopic.ANSWERS, TwinTopic.DESIRED_PATCHES)
                : TwinFrames.subscribe(context().alloc(), TwinTopic.ANSWERS));
    }

    private void subscribed(ByteBuf in, int length) {
        for (int i = 2; i < length; i++) {
            if (in.getUnsignedByte(in.readerIndex() + i) == SUBSCRIPTION_REFUSED) {
                fail("The server refused a subscription");
                return;
            }
        }
        if (orders.work().stored() == 0) {
            accepted();
            return;
        }
        int rid = requests.add(readAt);
        tally.published(1);
        context().writeAndFlush(TwinFrames.fill(context().alloc(), rid, orders.work().stored()));
    }

    private void published(ByteBuf in, int length) {
        int topic = in.readUnsignedShort();
        int body = length - 2 - topic;
        switch (TwinTopic.parse(in.readCharSequence(topic, StandardCharsets.ISO_8859_1).toString())) {
            case TwinTopic.Answer answer -> answered(answer, in, body);
            case TwinTopic.DesiredPatch patch -> notified(patch.version());
            case TwinTopic.Foreign foreign -> wrong("was sent " + foreign.topic());
        }
    }

    private void answered(TwinTopic.Answer answer, ByteBuf in, int body) {
        if (!requests.has(answer.rid())) {
            wrong("was answered " + answer.rid() + ", which it has not asked for or has had an answer to");
            return;
        }
        tally.latency(readAt - requests.remove(answer.rid()));
        if (answer.status() == (reads ? 200 : 204)) {
            right(answer, body);
        } else {
            tally.refused(1);
            wrong("was answered " + answer.status() + " "
                    + in.toString(in.readerIndex(), Math.min(body, LONGEST_REQUEST), StandardCharsets.UTF_8));
        }
        if (!begun && !connected().isDone()) { // the twin is as large now as it shall be
            accepted();
        }
    }

    private void right(TwinTopic.Answer answer, int body) {
        tally.acknowledged(1);
        if (reads && body == 0) {
            wrong("was sent a twin without a word");
        }
        if (!reads && !twin.patched(answer.version())) {
            wrong("was answered version " + answer.version() + " and not " + (DeviceTwin.NEW + twin.patches()));
        }
    }

    private void notified(long version) {
        tally.notified(1);
        if (twin.notified(version)) {
            tally.notice(readAt - twin.sentAt(version));
        } else {
            wrong("was notified of version " + version + ", which is not the next one");
        }
    }

    private void wrong(String sentence) {
        tally.wrong(twin.deviceId() + " " + sentence);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        reader.release();
        super.channelInactive(ctx);
    }
}
