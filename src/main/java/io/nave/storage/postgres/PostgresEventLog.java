package io.nave.storage.postgres;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import io.nave.hub.connections.NodeMessenger;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.EventSlice;
import io.nave.hub.eventlog.PartitionState;
import io.nave.hub.eventlog.StartPosition;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.routing.outbox.OutboxSlice;
import io.nave.routing.outbox.OutboxTarget;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * The event log in PostgreSQL: a row per batch, all partitions of a flush in one statement, committed before anybody is
 * acknowledged. Several replicas append to the same database; each is a writer of its own from its start to its end.
 */
@Singleton
public final class PostgresEventLog implements EventLog {

    private final EventLogConfig config;
    private final Context context;
    private final SegmentTables segments;
    private final AppendSignal signal;
    private final EventAppender appender;
    private final EventReader reader;
    private final LogOpening opening;
    private final LogUpkeep upkeep;

    public PostgresEventLog(EventLogConfig config, Pool pool, Vertx vertx, NodeMessenger messenger, HubMonitor monitor) {
        String writer = UUID.randomUUID().toString();
        int partitions = config.partitions();
        this.config = config;
        this.context = vertx.getOrCreateContext();
        this.segments = new SegmentTables(pool, config.segment(), config.retention());
        this.signal = new AppendSignal(PostgresOutbox.END, vertx, messenger, monitor);
        RecentBatches recent = new RecentBatches(partitions, config.recent().asLongValue(),
                config.row().asLongValue());
        this.appender = new EventAppender(context, new WaitingRows(config),
                new AppendSession(pool.getDelegate(), writer, config.patience().dividedBy(2), recent), signal, segments,
                monitor,
                config.patience());
        this.reader = new EventReader(pool, config.row().asLongValue(), recent);
        this.opening = new LogOpening(pool, partitions);
        this.upkeep = new LogUpkeep(pool, writer, segments, signal, messenger, monitor);
    }

    @Override
    public int partitionCount() {
        return config.partitions();
    }

    @Override
    public Uni<Void> open() {
        return opening.check().chain(segments::make).chain(() -> onContext(appender::open));
    }

    @Override
    public Uni<Void> close() {
        return onContext(appender::close);
    }

    @Override
    public void append(int partition, DeviceMessage message, Acknowledgement acknowledgement) {
        appender.append(partition, message, List.of(), acknowledgement);
    }

    /** Appends to a partition of the outbox, by its stored number. */
    void append(int partition, DeviceMessage message, List<OutboxTarget> targets, Acknowledgement acknowledgement) {
        appender.append(partition, message, targets, acknowledgement);
    }

    /** Reads a partition of the outbox, by its stored number. */
    Uni<OutboxSlice> readFor(int endpoint, int partition, long from, int max) {
        return reader.readFor(endpoint, partition, from, max);
    }

    @Override
    public Uni<PartitionState> state(int partition) {
        return reader.state(partition);
    }

    @Override
    public Uni<Long> resolve(int partition, StartPosition start) {
        return reader.resolve(partition, start);
    }

    @Override
    public Uni<EventSlice> read(int partition, long fromSequenceNumber, int maxEvents) {
        return reader.read(partition, fromSequenceNumber, maxEvents);
    }

    @Override
    public Subscription onAppended(int partition, Runnable listener) {
        return signal.listen(partition, listener);
    }

    @Override
    public Multi<Void> upkeep() {
        return upkeep.run(config.poll());
    }

    private Uni<Void> onContext(Supplier<Future<Void>> work) {
        return Uni.createFrom().completionStage(() -> run(work));
    }

    private CompletionStage<Void> run(Supplier<Future<Void>> work) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(go -> work.get().onComplete(done));
        return done.future().toCompletionStage();
    }
}
