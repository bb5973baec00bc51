package io.nave.twins;

import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import io.nave.hubprocess.SasTokens;
import io.nave.twins.TwinHistory.Notification;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttFrame;
import io.nave.wire.MqttWire;

/**
 * One MQTT connection of a device with a durable session, for its twin alone (device-protocols §1.11.2). One thread sends; what
 * arrives is read by another and kept in the order of arrival.
 */
final class TwinDevice implements AutoCloseable {

    private static final String FRESH_SESSION = "20020000";
    private static final String KEPT_SESSION = "20020100";
    private static final String RESPONSES = "$iothub/twin/res/#";
    private static final String CHANGES = "$iothub/twin/PATCH/properties/desired/#";
    private static final Pattern RESPONSE = Pattern
            .compile("\\$iothub/twin/res/(\\d{3})/\\?\\$rid=([^&]*)(?:&\\$version=(\\d+))?");
    private static final Pattern CHANGE = Pattern.compile("\\$iothub/twin/PATCH/properties/desired/\\?\\$version=(\\d+)");
    private static final int PATIENCE_SECONDS = 20;

    /** No two connections ask under one id, so that an answer to another connection is seen. */
    private static final AtomicInteger CONNECTIONS = new AtomicInteger();

    private final MqttWire wire;
    private final boolean sessionPresent;
    private final Map<String, CompletableFuture<Answer>> asked = new ConcurrentHashMap<>();
    private final List<Notification> notifications = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final int connection = CONNECTIONS.incrementAndGet();
    private int requests;

    private TwinDevice(MqttWire wire, boolean sessionPresent) {
        this.wire = wire;
        this.sessionPresent = sessionPresent;
    }

    /** Who connects. */
    record Identity(String hubName, String id, String key) {

        private MqttConnectFrame connect() {
            return MqttConnectFrame.of(id, hubName + "/" + id + "/?api-version=2021-04-12",
                    SasTokens.device(hubName, id, key, Duration.ofHours(1)));
        }
    }

    /** What was answered to a GET or PATCH; the body of a PATCH that was accepted is empty. */
    record Answer(int status, OptionalLong version, String body) {
    }

    /** Connects without TLS to a port of this machine. */
    static TwinDevice connect(Identity identity, int port) {
        MqttWire wire = MqttWire.open(port);
        String answer = wire.connect(identity.connect()).hex();
        if (!answer.equals(FRESH_SESSION) && !answer.equals(KEPT_SESSION)) {
            throw new AssertionError("CONNECT of " + identity.id() + " was answered with " + answer);
        }
        TwinDevice device = new TwinDevice(wire, answer.equals(KEPT_SESSION));
        Thread.ofVirtual().start(device::readAll);
        return device;
    }

    /** Whether the hub remembers what this device subscribed to. */
    boolean isSessionPresent() {
        return sessionPresent;
    }

    /** Subscribes to responses and changes, and waits until that is granted. */
    TwinDevice subscribe() {
        wire.send(MqttFrame.subscribe(1, RESPONSES, 0, CHANGES, 0));
        try {
            if (!subscribed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("SUBSCRIBE is not answered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** Asks for the twin and waits. */
    Answer get() {
        return answer(ask("$iothub/twin/GET/?$rid=", "", ""));
    }

    /** Reports properties and waits. */
    Answer patch(String body) {
        return answer(send(body, OptionalLong.empty()));
    }

    /** Reports properties, perhaps on condition of a version, and does not wait. */
    CompletableFuture<Answer> send(String body, OptionalLong base) {
        return ask("$iothub/twin/PATCH/properties/reported/?$rid=", base.isPresent() ? "&$version=" + base.getAsLong() : "",
                body);
    }

    /** Waits for an answer. */
    static Answer answer(CompletableFuture<Answer> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Every other request is of QoS 1, as SDKs differ in it. */
    private CompletableFuture<Answer> ask(String topic, String condition, String body) {
        int number = ++requests;
        String rid = "%x-%x".formatted(connection, number);
        CompletableFuture<Answer> future = new CompletableFuture<>();
        asked.put(rid, future);
        wire.send(MqttFrame.publish(topic + rid + condition, number % 2, 1 + number % 0xFFFF, body));
        return future;
    }

    /** What it was told of changes so far. */
    List<Notification> notifications() {
        synchronized (notifications) {
            return List.copyOf(notifications);
        }
    }

    /** Packets that nobody asked for. */
    List<String> unexpected() {
        synchronized (unexpected) {
            return List.copyOf(unexpected);
        }
    }

    /** Waits a while for the notification of a version or of a later one; false when none comes. */
    boolean awaitNotified(long version) {
        try {
            Awaitility.await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).pollInterval(Duration.ofMillis(5))
                    .until(() -> lastNotified() >= version);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private long lastNotified() {
        synchronized (notifications) {
            return notifications.isEmpty() ? 0 : notifications.getLast().version();
        }
    }

    private void readAll() {
        try {
            while (true) {
                readOne();
            }
        } catch (UncheckedIOException closed) {
            asked.values().forEach(future -> future.completeExceptionally(closed));
        }
    }

    /** Silence is no reason to stop. */
    private void readOne() {
        try {
            take(wire.read());
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof SocketTimeoutException)) {
                throw e;
            }
        }
    }

    private void take(MqttFrame frame) {
        switch (frame.type()) {
            case MqttFrame.PUBLISH -> takeMessage(frame);
            case MqttFrame.SUBACK -> takeGrant(frame);
            case MqttFrame.PUBACK -> { // a request was taken; its answer is what counts
            }
            default -> complain(frame.hex());
        }
    }

    private void takeGrant(MqttFrame frame) {
        if (!frame.hex().equals("900400010000")) {
            complain(frame.hex());
        }
        subscribed.countDown();
    }

    private void takeMessage(MqttFrame frame) {
        Matcher response = RESPONSE.matcher(frame.topic());
        Matcher change = CHANGE.matcher(frame.topic());
        CompletableFuture<Answer> waiting = response.matches() ? asked.remove(response.group(2)) : null;
        if (waiting != null) {
            OptionalLong version = response.group(3) == null ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(response.group(3)));
            waiting.complete(new Answer(Integer.parseInt(response.group(1)), version, frame.payload()));
        } else if (change.matches() && frame.qos() == 0) {
            takeChange(Long.parseLong(change.group(1)), frame.payload());
        } else {
            complain(frame.topic() + " " + frame.payload());
        }
    }

    private void takeChange(long version, String body) {
        try {
            Notification notification = new Notification(version, TwinJson.object(body));
            synchronized (notifications) {
                notifications.add(notification);
            }
        } catch (IllegalArgumentException e) {
            complain("change " + version + ": " + e.getMessage());
        }
    }

    private void complain(String packet) {
        synchronized (unexpected) {
            unexpected.add(packet);
        }
    }

    /** Leaves with a DISCONNECT. */
    void disconnect() {
        wire.send(MqttFrame.disconnect());
        close();
    }

    /** Hangs up. */
    @Override
    public void close() {
        wire.close();
    }
}
