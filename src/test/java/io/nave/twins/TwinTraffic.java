package io.nave.twins;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.twins.TwinHistory.Connection;
import io.nave.twins.TwinHistory.ReportedWrite;
import io.nave.twins.TwinHistory.ServiceWrite;
import io.nave.twins.TwinHistory.Sighting;
import io.nave.twins.TwinHistory.UnansweredWrite;
import io.nave.twins.TwinHistory.Versions;

/** What all clients of one twin write down while they write at it, and how far writes are acknowledged. Any thread may call. */
final class TwinTraffic {

    private final Queue<ServiceWrite> serviceWrites = new ConcurrentLinkedQueue<>();
    private final Queue<ReportedWrite> reportedWrites = new ConcurrentLinkedQueue<>();
    private final Queue<UnansweredWrite> unanswered = new ConcurrentLinkedQueue<>();
    private final Queue<Sighting> sightings = new ConcurrentLinkedQueue<>();
    private final Queue<Connection> connections = new ConcurrentLinkedQueue<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong root = new AtomicLong(Versions.FRESH.root());
    private final AtomicLong desired = new AtomicLong(Versions.FRESH.desired());
    private final AtomicLong reported = new AtomicLong(Versions.FRESH.reported());
    private volatile boolean over;

    /** How far writes are acknowledged by now; whoever reads asks for this first. */
    Versions acknowledged() {
        return new Versions(root.get(), desired.get(), reported.get());
    }

    void accepted(ServiceWrite write) {
        serviceWrites.add(write);
        root.accumulateAndGet(write.root(), Math::max);
        desired.accumulateAndGet(write.desired(), Math::max);
    }

    void accepted(ReportedWrite write) {
        reportedWrites.add(write);
        reported.accumulateAndGet(write.version(), Math::max);
    }

    void unanswered(UnansweredWrite write) {
        unanswered.add(write);
    }

    /** A condition did not hold. */
    void refused() {
        refused.incrementAndGet();
    }

    void saw(String where, Versions before, ObjectNode document) {
        sightings.add(new Sighting(where, before, document));
    }

    void connected(Connection connection) {
        connections.add(connection);
    }

    /** Something that no client of this twin may meet. */
    void problem(String problem) {
        problems.add(problem);
    }

    boolean isOver() {
        return over;
    }

    /** Lets all writers end. */
    void end() {
        over = true;
    }

    /** Starts a client; what it throws is a problem. */
    Thread start(String name, Runnable client) {
        return Thread.ofVirtual().name(name).start(() -> {
            try {
                client.run();
            } catch (RuntimeException | AssertionError e) {
                problem(name + " ended with " + e);
            }
        });
    }

    /** Lets this much time pass, as clients do between two writes. */
    static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    int refusals() {
        return refused.get();
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** All that was written down, when nobody writes any more. */
    TwinHistory history(ObjectNode end) {
        return new TwinHistory(List.copyOf(serviceWrites), List.copyOf(reportedWrites), List.copyOf(unanswered),
                List.copyOf(sightings), List.copyOf(connections), end);
    }
}
