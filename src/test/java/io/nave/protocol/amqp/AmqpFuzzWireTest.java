package io.nave.protocol.amqp;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.nave.hub.monitoring.HubEvent.BackgroundFailure;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that sends random frames, valid and broken, neither stops the hub nor leaves anything behind nor disturbs a
 * neighbour.
 * The seed is in the name of what fails.
 */
final class AmqpFuzzWireTest extends DeviceWireTest {

    private static final long SEED = 20_261_127L;
    private static final int FRAMES_OF_A_CONNECTION = 400;
    private static final int SOME = 20_000;
    private static final int MANY = 1_000_000;
    private static final long SLOW_MILLIS = 5_000;

    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void someRandomFramesDisturbNobody() {
        fuzz(SOME, SEED);
    }

    @Test
    @Tag("long")
    void aMillionRandomFramesDisturbNobody() {
        fuzz(MANY, SEED + 1);
    }

    private void fuzz(int frames, long seed) {
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            CompletableFuture<Integer> neighbour = CompletableFuture.supplyAsync(this::neighbour, threads);
            long usedBefore = 0;
            int sent = 0;
            for (int connection = 0; sent < frames; connection++) {
                sent += connection(new Random(seed + connection));
                assertThat(neighbour).as("seed %d, connection %d", seed, connection).isNotCompletedExceptionally();
                if (usedBefore == 0 && sent > frames / 2) {
                    usedBefore = usedMemory();
                }
            }
            over.set(true);
            assertThat(neighbour.join()).isPositive();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> endpoint.connections.size() == 0);
            assertThat(endpoint.events).as("the hub itself failed").noneMatch(AmqpFuzzWireTest::isFailureOfTheHub);
            endpoint.events.clear();
            endpoint.intake.messages().clear();
            assertThat(usedMemory() - usedBefore).as("bytes left behind").isLessThan(64L * 1024 * 1024);
        }
    }

    private static boolean isFailureOfTheHub(Object event) {
        return event instanceof BackgroundFailure failure && failure.what().startsWith("AMQP connection");
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Sends until it is hung up on; returns how many frames that were. */
    private int connection(Random random) {
        int sent = 0;
        try (AmqpPeer peer = connected(random.nextInt(4) == 0 ? new String[0] : new String[] { "dev1" })) {
            RandomFrames frames = new RandomFrames(random, peer.wire);
            while (sent < FRAMES_OF_A_CONNECTION) {
                peer.wire.write(frames.next());
                peer.wire.discard();
                sent++;
            }
        } catch (IllegalStateException hungUp) {
            return Math.max(1, sent);
        }
        return sent;
    }

    /** A device that sends on and on; returns how many messages were accepted. */
    private int neighbour() {
        try (AmqpPeer peer = connected("dev2")) {
            int handle = sender(peer, "/devices/dev2/messages/events");
            int accepted = 0;
            while (!over.get()) {
                long begin = System.nanoTime();
                peer.send(handle, message("m" + accepted), false);
                assertThat(peer.disposition().getState()).isInstanceOf(Accepted.class);
                assertThat(Duration.ofNanos(System.nanoTime() - begin).toMillis()).isLessThan(SLOW_MILLIS);
                accepted++;
            }
            return accepted;
        }
    }
}
