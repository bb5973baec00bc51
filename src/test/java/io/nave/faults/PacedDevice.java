package io.nave.faults;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import io.nave.faults.History.MessageId;
import io.nave.faults.History.Sent;

/**
 * A device that sends its messages with QoS 1 when they are due, at most so many without their acknowledgement. When its
 * connection breaks it connects again, sends what was not acknowledged once more in the same order, and goes on.
 * <p>
 * One thread runs it; another reads acknowledgements while a connection lives.
 */
final class PacedDevice implements Runnable {

    private static final int WINDOW = 50;
    private static final int MESSAGE_BYTES = 200;
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int PUBACK = 4;

    private final Target target;
    private final TrafficClock clock;
    private final long[] due;
    private final List<Sent> sent = new ArrayList<>();
    private final List<Integer> refusals = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BitSet acknowledged = new BitSet();
    private boolean broken;
    private long lastAcknowledgement;

    private volatile boolean connected;
    private int connection;
    private int next;
    private int resent;

    /** Where a device connects, and as who. */
    record Target(String host, int port, MqttClient.Credentials credentials) {
    }

    /** A device that sends message n when the clock shows {@code due[n]} nanoseconds, or as soon afterwards as it can. */
    PacedDevice(Target target, TrafficClock clock, long[] due) {
        this.target = target;
        this.clock = clock;
        this.due = due.clone();
    }

    @Override
    public void run() {
        while (acknowledgedCount() < due.length && !Thread.currentThread().isInterrupted()) {
            try {
                session();
            } catch (IOException e) { // the hub is gone, or wants this device to go: come again
                pause(RETRY_NANOS);
            }
        }
    }

    private void session() throws IOException {
        try (MqttClient client = new MqttClient(new Socket(target.host(), target.port()))) {
            int code = client.connect(target.credentials());
            if (code != 0) {
                refusals.add(code);
                throw new IOException("CONNACK " + code);
            }
            connection++;
            broken = false;
            lastAcknowledgement = System.nanoTime();
            connected = true;
            Thread reader = Thread.ofVirtual().start(() -> readAcknowledgements(client));
            try {
                sendAgain(client);
                sendNew(client);
            } finally {
                connected = false;
                drain(client, reader);
            }
        }
    }

    private void sendAgain(MqttClient client) throws IOException {
        int end = next;
        for (int number = 0; number < end; number++) {
            if (!isAcknowledged(number)) {
                resent++;
                publish(client, number, true);
            }
        }
    }

    private void sendNew(MqttClient client) throws IOException {
        while (awaitTurn()) {
            publish(client, next++, false);
        }
    }

    private void publish(MqttClient client, int number, boolean again) throws IOException {
        String id = target.credentials().clientId();
        sent.add(new Sent(new MessageId(id, number), connection));
        byte[] payload = Arrays.copyOf((id + " " + number + " ").getBytes(StandardCharsets.US_ASCII), MESSAGE_BYTES);
        client.publish(new MqttClient.Publish("devices/" + id + "/messages/events/", payload, 1, number + 1, again));
    }

    /** What a message's body says it is. */
    static MessageId messageId(byte[] payload) {
        String[] words = new String(payload, StandardCharsets.US_ASCII).split(" ", 3);
        return new MessageId(words[0], Integer.parseInt(words[1]));
    }

    /** Waits until the next message is due and fits the window; false when all are acknowledged. */
    private boolean awaitTurn() throws IOException {
        lock.lock();
        try {
            while (acknowledged.cardinality() < due.length) {
                if (broken) {
                    throw new IOException("The connection broke");
                }
                if (next - acknowledged.cardinality() > 0 && System.nanoTime() - lastAcknowledgement > STALL_NANOS) {
                    throw new IOException("No acknowledgement for a long time");
                }
                long wait = timeToTurn();
                if (wait <= 0) {
                    return true;
                }
                changed.awaitNanos(wait);
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            lock.unlock();
        }
    }

    private long timeToTurn() {
        boolean full = next - acknowledged.cardinality() >= WINDOW;
        return next == due.length || full ? STALL_NANOS / 10 : due[next] - clock.nanos();
    }

    private void readAcknowledgements(MqttClient client) {
        try {
            while (true) {
                MqttClient.Packet packet = client.read();
                if (packet.type() == PUBACK) {
                    acknowledge(packet.packetId() - 1);
                }
            }
        } catch (IOException e) { // closed by either side
            signal(() -> broken = true);
        }
    }

    private void acknowledge(int number) {
        signal(() -> {
            acknowledged.set(number);
            lastAcknowledgement = System.nanoTime();
        });
    }

    private void signal(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes every acknowledgement that still arrives on a connection that the hub has closed. */
    private void drain(MqttClient client, Thread reader) throws IOException {
        try {
            if (!reader.join(java.time.Duration.ofSeconds(2))) {
                client.close();
                reader.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(long nanos) {
        java.util.concurrent.locks.LockSupport.parkNanos(nanos);
    }

    private boolean isAcknowledged(int number) {
        lock.lock();
        try {
            return acknowledged.get(number);
        } finally {
            lock.unlock();
        }
    }

    int acknowledgedCount() {
        lock.lock();
        try {
            return acknowledged.cardinality();
        } finally {
            lock.unlock();
        }
    }

    /** What it sent, in order; call when it has ended. */
    List<Sent> sent() {
        return sent;
    }

    Stream<MessageId> acknowledged() {
        return acknowledged.stream().mapToObj(number -> new MessageId(target.credentials().clientId(), number));
    }

    /** How many messages it sent once more. */
    int resent() {
        return resent;
    }

    boolean isConnected() {
        return connected;
    }

    int connections() {
        return connection;
    }

    /** The return codes with which it was refused. */
    List<Integer> refusals() {
        return refusals;
    }
}
