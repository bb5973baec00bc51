package io.nave.protocol.amqp;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Sender;
import org.jspecify.annotations.Nullable;

import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.ReaderTable;
import io.nave.hub.eventlog.ReaderTable.Admission;

/**
 * A reader's place at a partition: its entry in the ReaderTable and its subscription to the log. Taken and left on the
 * connection's event loop; wake-ups and theft arrive on any thread.
 */
final class ConsumerSeat implements ReaderTable.Reader {

    /** Asked for by readers that want to know how far behind they are. */
    static final Symbol RUNTIME_METRIC = Symbol.getSymbol("com.microsoft:enable-receiver-runtime-metric");

    private final Builder request;
    private final long first;
    private final boolean metric;
    private final Runnable appended;
    private final Consumer<ErrorCondition> stop;
    private final AtomicBoolean left = new AtomicBoolean();
    private EventLog.@Nullable Subscription subscription;

    /** Who wants to sit where. */
    record Builder(AmqpServices services, String consumerGroup, int partition, String name, OptionalLong epoch) {

        ConsumerSeat build(long first, boolean metric, Runnable appended, Consumer<ErrorCondition> stop) {
            return new ConsumerSeat(this, first, metric, appended, stop);
        }
    }

    private ConsumerSeat(Builder request, long first, boolean metric, Runnable appended, Consumer<ErrorCondition> stop) {
        this.request = request;
        this.first = first;
        this.metric = metric;
        this.appended = appended;
        this.stop = stop;
    }

    @Override
    public String name() {
        return request.name();
    }

    @Override
    public OptionalLong epoch() {
        return request.epoch();
    }

    int partition() {
        return request.partition();
    }

    long firstSequenceNumber() {
        return first;
    }

    boolean wantsMetric() {
        return metric;
    }

    /** Says which of the capabilities that were asked for there are. */
    void offer(Sender sender) {
        if (metric) {
            sender.setOfferedCapabilities(new Symbol[] { RUNTIME_METRIC });
        }
    }

    /** Sits down; a condition says why it could not. */
    Optional<ErrorCondition> take() {
        Admission admission = request.services().readers().admit(request.consumerGroup(), request.partition(), this);
        return switch (admission) {
            case Admission.Admitted admitted -> {
                subscription = request.services().log().onAppended(request.partition(), appended);
                yield Optional.empty();
            }
            case Admission.HigherEpoch higher -> Optional.of(ReaderErrors.higherEpoch(this, higher.owner()));
            case Admission.Owned owned -> Optional.of(ReaderErrors.owned(owned.owner()));
            case Admission.Full full -> Optional.of(ReaderErrors.full(full.present()));
        };
    }

    void leave() {
        if (left.compareAndSet(false, true) && subscription != null) {
            subscription.close();
            request.services().readers().remove(request.consumerGroup(), request.partition(), this);
        }
    }

    @Override
    public void stolen(ReaderTable.Reader by) {
        stop.accept(ReaderErrors.stolen(this, by));
    }
}
