package io.nave.protocol.amqp;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Sender;

import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.PartitionState;
import io.nave.hub.eventlog.StartPosition;
import io.smallrye.mutiny.Uni;

/** What a reader's attach asks for, checked against what there is (service-protocols §7.5, §7.6, §7.9). */
record ConsumerRequest(AmqpServices services, LinkAddress.Partition address, Sender sender) {

    private static final Symbol NAME = Symbol.getSymbol("com.microsoft:receiver-name");
    private static final Symbol EPOCH = Symbol.getSymbol("com.microsoft:epoch");

    static ConsumerRequest of(Sender sender, LinkAddress.Partition address, AmqpServices services) {
        return new ConsumerRequest(services, address, sender);
    }

    /** The seat for this reader, not yet taken; fails with LinkRefused. The start is fixed when this completes. */
    Uni<ConsumerSeat> seat(Runnable appended, Consumer<ErrorCondition> stop) {
        EventLog log = services.log();
        int partition = PartitionId.parse(address.partition(), log.partitionCount());
        if (partition < 0) {
            return refuse(AmqpErrors.noSuchPartition(log.partitionCount()));
        }
        StartPosition start;
        try {
            start = SelectorFilter.startOf(sender.getRemoteSource());
        } catch (IllegalArgumentException unknown) {
            return refuse(AmqpErrors.invalidField(String.valueOf(unknown.getMessage())));
        }
        ConsumerSeat.Builder seat = new ConsumerSeat.Builder(services, address.consumerGroup(), partition, name(), epoch());
        return services.groups().exists(address.consumerGroup())
                .chain(exists -> exists ? firstOf(partition, start) : refuse(noSuchGroup()))
                .map(first -> seat.build(first, wantsMetric(), appended, stop));
    }

    private Uni<Long> firstOf(int partition, StartPosition start) {
        EventLog log = services.log();
        if (start instanceof StartPosition.AtSequence at) {
            return log.state(partition).invoke(state -> requireInside(at, state)).chain(state -> log.resolve(partition, start));
        }
        return log.resolve(partition, start);
    }

    /** A position that no event will have soon is a checkpoint of another log; waiting for it would look like silence. */
    private static void requireInside(StartPosition.AtSequence at, PartitionState state) {
        long first = at.inclusive() ? at.sequenceNumber() : at.sequenceNumber() + 1;
        if (first > state.lastSequenceNumber() + 1) {
            throw new LinkRefused(AmqpErrors.error("com.microsoft:argument-error", "The supplied offset '" + at.sequenceNumber()
                    + "' is invalid. The last offset in the system is '" + state.lastSequenceNumber() + "'"));
        }
    }

    private ErrorCondition noSuchGroup() {
        return AmqpErrors.entityNotFound(services.names().host(),
                address.eventHub() + "/ConsumerGroups/" + address.consumerGroup());
    }

    private String name() {
        Object name = properties().get(NAME);
        return name instanceof String text ? text : "";
    }

    private OptionalLong epoch() {
        Object epoch = properties().get(EPOCH);
        return epoch instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    private Map<Symbol, Object> properties() {
        Map<Symbol, Object> properties = sender.getRemoteProperties();
        return properties == null ? Map.of() : properties;
    }

    private boolean wantsMetric() {
        Symbol[] desired = sender.getRemoteDesiredCapabilities();
        return desired != null && Arrays.asList(desired).contains(ConsumerSeat.RUNTIME_METRIC);
    }

    private static <T> Uni<T> refuse(ErrorCondition error) {
        return Uni.createFrom().failure(new LinkRefused(error));
    }
}
