package io.nave.hub.eventlog;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;

import io.nave.hub.error.HubException;
import io.nave.hub.message.Acknowledgement;

/** Counts what is stored and keeps what is refused; one for one message or for many. */
public final class CountingAcknowledgement implements Acknowledgement {

    private final AtomicInteger stored = new AtomicInteger();
    private final List<HubException> refused = new CopyOnWriteArrayList<>();

    @Override
    public void stored() {
        stored.incrementAndGet();
    }

    @Override
    public void refused(HubException cause) {
        refused.add(cause);
    }

    public int storedCount() {
        return stored.get();
    }

    public List<HubException> refusals() {
        return List.copyOf(refused);
    }

    /** Waits until one message is stored. */
    public void awaitStored() {
        awaitStored(1);
    }

    /** Waits until this many messages are stored, no more and none refused. */
    public void awaitStored(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2))
                .until(() -> stored.get() + refused.size() >= count);
        if (stored.get() != count) {
            throw new AssertionError(stored.get() + " of " + count + " stored, refused: " + refused);
        }
    }

    /** Waits until a message is refused. */
    public HubException awaitRefused() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2)).until(() -> !refused.isEmpty());
        return refused.getFirst();
    }
}
