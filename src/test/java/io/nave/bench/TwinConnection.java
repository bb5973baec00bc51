package io.nave.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;

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
final class TwinConnection extends MqttConnection {

    private static final long BLOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int LONGEST_REQUEST = 200;

    private final DeviceTwin twin;
    private final InFlight requests;
    private final boolean reads;
    private Pace pace = Pace.of(0, 1, 0, 0);
    private boolean begun;

    TwinConnection(DeviceTwin twin, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super(twin.index(), orders, tally, failure);
        this.twin = twin;
        this.requests = new InFlight(orders.load().window());
        this.reads = orders.work().kind() == Orders.Kind.READ;
    }

    @Override
    protected int inFlight() {
        return requests.count();
    }

    @Override
    protected void begin() {
        if (orders.work().kind() == Orders.Kind.REST_PATCH) {
            pingNowAndThen();
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
    protected void proceed() {
        send(readAt());
    }

    @Override
    protected ByteBuf subscription() {
        return orders.work().kind() == Orders.Kind.REST_PATCH
                ? MqttFrames.subscribe(context().alloc(), 0, TwinTopic.ANSWERS, TwinTopic.DESIRED_PATCHES)
                : MqttFrames.subscribe(context().alloc(), 0, TwinTopic.ANSWERS);
    }

    @Override
    protected void subscribed() {
        if (orders.work().stored() == 0) {
            accepted();
            return;
        }
        int rid = requests.add(readAt());
        tally.published(1);
        context().writeAndFlush(TwinFrames.fill(context().alloc(), rid, orders.work().stored()));
    }

    @Override
    protected void published(int first, ByteBuf in, int length) {
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
        tally.latency(readAt() - requests.remove(answer.rid()));
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
            tally.notice(readAt() - twin.sentAt(version));
        } else {
            wrong("was notified of version " + version + ", which is not the next one");
        }
    }
}
