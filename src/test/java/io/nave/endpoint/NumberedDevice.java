package io.nave.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import io.nave.endpoint.RoutingHistory.Told;
import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

/**
 * A device that publishes numbered messages with QoS 1 all the time, a few at once, each with {@code level=hot} or
 * {@code level=cold} in turn, and notes when it sent each and when it was acknowledged. It never sends one again. One thread
 * runs
 * it.
 */
final class NumberedDevice implements Runnable {

    private static final int AT_ONCE = 5;
    private static final long BREATH_NANOS = 20_000_000; // a steady load, not as much as the machine can bear

    private final String id;
    private final boolean elsewhere;
    private final MqttWire wire;
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private volatile long end = Long.MAX_VALUE;

    private NumberedDevice(String id, boolean elsewhere, MqttWire wire) {
        this.id = id;
        this.elsewhere = elsewhere;
        this.wire = wire;
    }

    /** Connects a new device to this replica of the hub of that name; {@code elsewhere}: routes are changed at another one. */
    static NumberedDevice connect(HubProcess hub, HubProcess replica, String id, boolean elsewhere) {
        String token = SasTokens.device(hub.host(), id, hub.registry().createDevice(id), Duration.ofHours(1));
        MqttWire wire = MqttWire.open(replica.plainMqttPort());
        MqttFrame answer = wire.connect(MqttConnectFrame.of(id, hub.host() + "/" + id + "/?api-version=2021-04-12", token));
        if (!answer.hex().endsWith("00")) {
            throw new IllegalStateException("CONNACK " + answer.hex());
        }
        return new NumberedDevice(id, elsewhere, wire);
    }

    @Override
    public void run() {
        int number = 0;
        do {
            publish(number);
            number += AT_ONCE;
            LockSupport.parkNanos(BREATH_NANOS);
        } while (told.getLast().sent() < end);
        wire.close();
    }

    private void publish(int first) {
        MqttFrame[] frames = new MqttFrame[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++) {
            int number = first + i;
            frames[i] = MqttFrame.publish("devices/" + id + "/messages/events/level=" + Told.level(number), 1,
                    1 + number % 0xffff, id + " " + number);
        }
        long sent = System.nanoTime();
        wire.send(frames);
        for (int number = first; number < first + AT_ONCE; number++) {
            MqttFrame answer = wire.read();
            if (!answer.hex().equals("4002%04x".formatted(1 + number % 0xffff))) {
                throw new IllegalStateException("PUBACK of " + number + ": " + answer.hex());
            }
            told.add(new Told(id, number, sent, System.nanoTime(), elsewhere));
        }
    }

    /** It ends with a message that it sent later than that ({@link System#nanoTime}). */
    void endAfter(long nanos) {
        end = nanos;
    }

    /** What has been acknowledged so far. */
    List<Told> told() {
        return List.copyOf(told);
    }

    String id() {
        return id;
    }

    /** The last message, once it has ended. */
    String last() {
        return told.getLast().name();
    }
}
