package io.nave.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;

import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.outbox.OutboxEntry;

/** Sends as a forwarder does: after a fault again from the checkpoint on. */
public final class Forwarding {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final PartitionSender sender;
    private final List<EndpointFault> faults = new ArrayList<>();
    private final List<Delivery.Refusal> refused = new ArrayList<>();

    public Forwarding(PartitionSender sender) {
        this.sender = sender;
    }

    /** One call. */
    public Delivery once(List<OutboxEntry> entries) {
        return sender.send(entries).await().atMost(PATIENCE);
    }

    /** Calls until all are there. */
    public void all(List<OutboxEntry> entries) {
        List<OutboxEntry> left = new ArrayList<>(entries);
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> sendOnce(left));
    }

    private boolean sendOnce(List<OutboxEntry> left) {
        Delivery delivery = once(List.copyOf(left));
        delivery.fault().ifPresent(faults::add);
        refused.addAll(delivery.refused());
        left.removeIf(entry -> entry.sequence() < delivery.checkpoint());
        return left.isEmpty();
    }

    /** The faults on the way, oldest first. */
    public List<EndpointFault> faults() {
        return faults;
    }

    public List<Delivery.Refusal> refused() {
        return refused;
    }
}
