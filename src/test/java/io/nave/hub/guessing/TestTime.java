package io.nave.hub.guessing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** A clock, and who waits on it; time passes when a test says so. Safe for all threads. */
public final class TestTime extends Clock implements Delays {

    private record Waiting(Instant until, UniEmitter<? super Void> who) {
    }

    private final List<Waiting> waiting = new ArrayList<>();
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");

    @Override
    public Uni<Void> after(Duration delay) {
        return Uni.createFrom().emitter(emitter -> add(new Waiting(instant().plus(delay), emitter)));
    }

    private synchronized void add(Waiting one) {
        waiting.add(one);
        one.who().onTermination(() -> remove(one));
    }

    private synchronized void remove(Waiting one) {
        waiting.remove(one);
    }

    /** How many wait. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** Lets time pass, and completes in order who waited for it. */
    public void advance(Duration by) {
        List<Waiting> due;
        synchronized (this) {
            now = now.plus(by);
            due = waiting.stream().filter(one -> !one.until().isAfter(now)).sorted(Comparator.comparing(Waiting::until))
                    .toList();
            waiting.removeAll(due);
        }
        due.forEach(one -> one.who().complete(null));
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
