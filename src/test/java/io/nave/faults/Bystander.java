package io.nave.faults;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** A well-behaved device that sends the whole time on one connection, and must not notice what others do. */
final class Bystander implements AutoCloseable {

    static final String ID = "bystander";

    private static final int WINDOW = 20;
    private static final int PACKET_IDS = 65535;
    private static final int PUBACK = 4;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final MqttClient client;
    private final LinkedBlockingQueue<Integer> unacknowledged = new LinkedBlockingQueue<>(WINDOW);
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Thread writer;
    private final Thread reader;
    private volatile boolean stopping;
    private volatile String failure = "";

    Bystander(HubProcess hub, Socket socket) throws IOException {
        String token = SasTokens.device(hub.host(), ID, hub.registry().createDevice(ID), Duration.ofHours(1));
        this.client = new MqttClient(socket);
        assertThat(client.connect(new MqttClient.Credentials(ID, hub.host() + "/" + ID + "/?api-version=2021-04-12", token)))
                .isZero();
        this.writer = Thread.ofPlatform().name("bystander-writer").start(this::send);
        this.reader = Thread.ofPlatform().name("bystander-reader").start(this::read);
    }

    private void send() {
        try {
            while (!stopping) {
                int number = sent.get();
                unacknowledged.put(number);
                byte[] payload = (ID + " " + number + " ").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                client.publish(new MqttClient.Publish("devices/" + ID + "/messages/events/", payload, 1,
                        1 + number % PACKET_IDS, false));
                sent.incrementAndGet();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            fail("it could not send: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try {
            while (true) {
                MqttClient.Packet packet = client.read();
                if (packet.type() == PUBACK) {
                    acknowledge(packet.packetId());
                }
            }
        } catch (IOException e) {
            fail("its connection ended: " + e);
        }
    }

    private void acknowledge(int packetId) {
        Integer oldest = unacknowledged.poll();
        if (oldest == null || packetId != 1 + oldest % PACKET_IDS) { // MQTT 3.1.1 §4.6: PUBACKs in the order of the PUBLISHes
            fail("packet " + packetId + " was acknowledged where message " + oldest + " was next");
        }
        acknowledged.incrementAndGet();
    }

    private void fail(String reason) {
        if (!stopping && failure.isEmpty()) {
            failure = reason;
        }
    }

    /** Checks that its connection still lives and that messages sent from now on are acknowledged. */
    void assertUndisturbed() {
        int goal = sent.get() + WINDOW;
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(10))
                .until(() -> !failure.isEmpty() || acknowledged.get() >= goal);
        assertThat(failure).as("what disturbed the bystander").isEmpty();
    }

    /** Ends with DISCONNECT when everything is acknowledged, and answers how many messages it sent. */
    int finish() throws IOException, InterruptedException {
        stopping = true;
        writer.join();
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> acknowledged.get() == sent.get());
        client.disconnect();
        reader.join();
        assertThat(failure).as("what disturbed the bystander").isEmpty();
        return sent.get();
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        client.close();
    }
}
