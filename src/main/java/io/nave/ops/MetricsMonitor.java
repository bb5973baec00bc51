package io.nave.ops;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.nave.hub.connections.ConnectionTable;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;

/** Counts what happens, under names that begin with {@code nave}; labels are protocols, error names and the like, never ids. */
@Singleton
@Typed(MetricsMonitor.class)
final class MetricsMonitor implements HubMonitor {

    private final MeterRegistry registry;
    private final Counter messages;
    private final Counter bytes;
    private final DistributionSummary batchSize;
    private final Timer commit;
    private final AtomicInteger readers = new AtomicInteger();

    MetricsMonitor(MeterRegistry registry, ConnectionTable connections) {
        this.registry = registry;
        this.messages = Counter.builder("nave.messages.stored").description("Device-to-cloud messages in the event log")
                .register(registry);
        this.bytes = Counter.builder("nave.messages.stored.bytes").description("Their bytes as stored").baseUnit("bytes")
                .register(registry);
        this.batchSize = DistributionSummary.builder("nave.batch.messages").description("Messages of one commit")
                .register(registry);
        this.commit = Timer.builder("nave.batch.commit").description("How long a commit of the event log takes")
                .publishPercentileHistogram().register(registry);
        registry.gauge("nave.connections", connections, ConnectionTable::size);
        registry.gauge("nave.readers", readers);
    }

    @Override
    public void report(HubEvent event) {
        switch (event) {
            case HubEvent.BatchStored e -> stored(e);
            case HubEvent.BatchFailed e -> count("nave.batches.failed", "code", e.cause().code().wireName());
            case HubEvent.DeviceConnected e -> count("nave.connections.opened", "protocol", e.protocol());
            case HubEvent.DeviceDisconnected e -> count("nave.connections.closed", "protocol", e.protocol());
            case HubEvent.ConnectionRefused e ->
                count("nave.refusals", "protocol", e.protocol(), "code", e.cause().code().wireName());
            case HubEvent.GuessingSuspected e -> count("nave.guesses", "answer", e.refused() ? "refused" : "late");
            case HubEvent.ConnectionCut e ->
                count("nave.connections.cut", "reason", e.reason().name().toLowerCase(Locale.ROOT));
            case HubEvent.ProtocolViolation e -> count("nave.violations", "protocol", e.protocol());
            case HubEvent.IdentityChanged e -> count("nave.identity.changes", "operation", e.operation());
            case HubEvent.ReaderChanged e -> readers.addAndGet(e.attached() ? 1 : -1);
            case HubEvent.MethodEnded e -> ended(e);
            case HubEvent.FileUploadStep e -> step(e);
            case HubEvent.RoutingProblem e ->
                count(e.count(), "nave.routing.problems", "kind", e.kind().name().toLowerCase(Locale.ROOT));
            case HubEvent.Forwarded e ->
                count(e.messages(), "nave.routing.deliveries", "endpoint", e.endpoint(), "kind", e.kind());
            case HubEvent.DeadLettered e ->
                count(e.messages(), "nave.routing.dead.letters", "endpoint", e.endpoint());
            case HubEvent.EndpointChanged e -> count("nave.routing.endpoint.changes", "endpoint", e.endpoint(), "state",
                    e.state().name().toLowerCase(Locale.ROOT));
            case HubEvent.BackgroundFailure e -> count("nave.background.failures");
            case HubEvent.ListenerOpened e -> count("nave.listeners.opened", "protocol", e.protocol());
        }
    }

    private void ended(HubEvent.MethodEnded e) {
        Timer.builder("nave.methods").description("Direct methods and how long they took").tag("outcome", e.outcome())
                .register(registry).record(e.nanos(), TimeUnit.NANOSECONDS);
    }

    private void step(HubEvent.FileUploadStep e) {
        Timer.builder("nave.file.uploads").description("Beginnings and ends of file uploads, and how long the hub took")
                .tag("operation", e.operation().name().toLowerCase(Locale.ROOT)).tag("outcome", e.outcome())
                .register(registry).record(e.nanos(), TimeUnit.NANOSECONDS);
    }

    private void stored(HubEvent.BatchStored e) {
        messages.increment(e.messages());
        bytes.increment(e.bytes());
        batchSize.record(e.messages());
        commit.record(e.nanos(), TimeUnit.NANOSECONDS);
    }

    private void count(String name, String... labels) {
        count(1, name, labels);
    }

    private void count(int times, String name, String... labels) {
        registry.counter(name, labels).increment(times);
    }
}
