package io.nave.twins;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.twins.TwinHistory.Connection;
import io.nave.twins.TwinHistory.ReportedWrite;
import io.nave.twins.TwinHistory.UnansweredWrite;
import io.nave.twins.TwinHistory.Versions;

/**
 * The device: it reports, several patches at a time, reads its twin, and every now and then leaves in the middle of writes that
 * it will never hear of and comes back at the other replica, until the traffic ends.
 */
final class DeviceWriter implements Runnable {

    private static final int MOST_IN_FLIGHT = 4;
    private static final int LONGEST_PAUSE_MILLIS = 30;
    private static final int ROUNDS_OF_A_CONNECTION = 40;

    private final Replicas replicas;
    private final TwinDevice.Identity identity;
    private final TwinTraffic traffic;
    private final RandomTwins random;
    private Stay stay;
    private int stays;
    private long lastReported = TwinModel.FRESH;

    /** One connection. */
    private record Stay(String name, int replica, TwinDevice device, Versions before, ObjectNode firstGet) {
    }

    /** A patch that waits for its answer. */
    private record Sent(ObjectNode patch, OptionalLong base, long before, CompletableFuture<TwinDevice.Answer> answer) {
    }

    /** Connects to the first replica. */
    DeviceWriter(Replicas replicas, TwinDevice.Identity identity, TwinTraffic traffic, Random random) {
        this.replicas = replicas;
        this.identity = identity;
        this.traffic = traffic;
        this.random = new RandomTwins(random);
        this.stay = arrive(0);
    }

    @Override
    public void run() {
        while (!traffic.isOver()) {
            switch (random.below(ROUNDS_OF_A_CONNECTION)) {
                case 0 -> move();
                case 1, 2, 3, 4 -> read();
                default -> report();
            }
            TwinTraffic.pause(random.below(LONGEST_PAUSE_MILLIS));
        }
        passUnanswered();
    }

    /** Steps the version past every base of an unanswered write, so that none is accepted later than the end is read. */
    private void passUnanswered() {
        for (int i = 0; i < MOST_IN_FLIGHT; i++) {
            settle(send(OptionalLong.empty()));
        }
    }

    /** Waits until it is told of all up to that desired version, and leaves. Called when nobody writes any more. */
    void finish(long desired) {
        read();
        leave(desired);
        stay.device().disconnect();
    }

    private Stay arrive(int replica) {
        String name = "connection " + ++stays + " at replica " + replica;
        Versions before = traffic.acknowledged();
        TwinDevice device = replicas.connect(identity, replica);
        if (device.isSessionPresent() != (stays > 1)) {
            traffic.problem(name + ": session present is " + device.isSessionPresent());
        }
        if (stays == 1 || random.oneIn(3)) {
            device.subscribe();
        }
        return new Stay(name, replica, device, before, read(name, device));
    }

    /** Leaves, in one of three ways, with writes unanswered, and comes back at the other replica or, seldom, at the same. */
    private void move() {
        Stay old = stay;
        long desired = TwinJson.numberAt(read(), "/desired/$version");
        boolean takenOver = random.oneIn(3);
        int next = random.oneIn(4) ? old.replica() : 1 - old.replica();
        leave(random.oneIn(2) ? desired : 0);
        sendUnanswered();
        if (takenOver) {
            stay = arrive(next);
            old.device().close();
            return;
        }
        if (random.oneIn(2)) {
            old.device().disconnect();
        } else {
            old.device().close();
        }
        stay = arrive(next);
    }

    /** Writes down what this connection was told; waits for the notification of that version first. */
    private void leave(long awaited) {
        if (awaited > TwinJson.numberAt(stay.firstGet(), "/desired/$version") && !stay.device().awaitNotified(awaited)) {
            traffic.problem(stay.name() + " was not told of " + awaited);
        }
        stay.device().unexpected().forEach(packet -> traffic.problem(stay.name() + " got " + packet));
        traffic.connected(
                new Connection(stay.name(), stay.before(), stay.firstGet(), stay.device().notifications(), awaited));
    }

    /**
     * Each of these is conditional on the one before it, so that its version is known if it is accepted, and leaves a mark by
     * which that is known.
     */
    private void sendUnanswered() {
        for (int i = random.below(MOST_IN_FLIGHT); i > 0; i--) {
            ObjectNode patch = random.reported();
            String mark = stays + "-" + i;
            patch.putObject(TwinHistory.MARKS).put(mark, true);
            UnansweredWrite write = new UnansweredWrite(mark, patch, lastReported++);
            traffic.unanswered(write);
            stay.device().send(patch.toString(), OptionalLong.of(write.base()));
        }
    }

    private ObjectNode read() {
        return read(stay.name(), stay.device());
    }

    private ObjectNode read(String name, TwinDevice device) {
        Versions before = traffic.acknowledged();
        TwinDevice.Answer answer = device.get();
        if (answer.status() != 200) {
            throw new AssertionError(name + ": GET was answered with " + answer);
        }
        ObjectNode document = TwinJson.object(answer.body());
        traffic.saw(name, before, document);
        lastReported = TwinJson.numberAt(document, "/reported/$version");
        return document;
    }

    private void report() {
        List<Sent> sent = new ArrayList<>();
        for (int i = 1 + random.below(MOST_IN_FLIGHT); i > 0; i--) {
            sent.add(send(random.oneIn(4) ? OptionalLong.of(lastReported) : OptionalLong.empty()));
        }
        sent.forEach(this::settle);
    }

    private Sent send(OptionalLong base) {
        ObjectNode patch = random.reported();
        long before = traffic.acknowledged().reported();
        return new Sent(patch, base, before, stay.device().send(patch.toString(), base));
    }

    private void settle(Sent sent) {
        TwinDevice.Answer answer = TwinDevice.answer(sent.answer());
        if (answer.status() == 204 && answer.version().isPresent() && answer.body().isEmpty()) {
            long version = answer.version().getAsLong();
            traffic.accepted(new ReportedWrite(sent.patch(), sent.base(), version, sent.before()));
            lastReported = Math.max(lastReported, version);
        } else if (answer.status() == 412 && sent.base().isPresent()) {
            traffic.refused();
        } else {
            traffic.problem(stay.name() + ": " + sent.patch() + " was answered with " + answer);
        }
    }
}
