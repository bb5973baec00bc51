package io.nave.protocol.amqp;

import java.util.List;

import org.apache.qpid.proton.amqp.transport.ErrorCondition;

import io.nave.hub.eventlog.ReaderTable.Reader;
import io.nave.hub.limits.HubLimits;

/** What a reader that loses or does not get its partition is told, in the words of the service (service-protocols §7.8). */
final class ReaderErrors {

    private static final String STOLEN = "amqp:link:stolen";

    private ReaderErrors() {
    }

    static ErrorCondition stolen(Reader loser, Reader by) {
        return AmqpErrors.error(STOLEN, "New receiver '" + nameOf(by) + "' with higher epoch of '" + epochOf(by)
                + "' is created hence current receiver '" + nameOf(loser) + "' with epoch '" + epochOf(loser)
                + "' is getting disconnected. If you are recreating the receiver, make sure a higher epoch is used.");
    }

    static ErrorCondition higherEpoch(Reader late, Reader owner) {
        return AmqpErrors.error(STOLEN, "Receiver '" + nameOf(owner) + "' with a higher epoch '" + epochOf(owner)
                + "' already exists. Receiver '" + nameOf(late) + "' with epoch " + epochOf(late)
                + " cannot be created. Make sure you are creating receiver with increasing epoch value to ensure connectivity,"
                + " or ensure all old epoch receivers are closed or disconnected.");
    }

    static ErrorCondition owned(Reader owner) {
        return AmqpErrors.error(STOLEN, "At least one receiver for the endpoint is created with epoch of '" + epochOf(owner)
                + "', and so non-epoch receiver is not allowed. Either reconnect with a higher epoch, or make sure all epoch"
                + " receivers are closed or disconnected.");
    }

    static ErrorCondition full(List<Reader> present) {
        List<String> names = present.stream().map(ReaderErrors::nameOf).toList();
        return AmqpErrors.limitExceeded("Exceeded the maximum number of allowed receivers per partition in a consumer group"
                + " which is " + HubLimits.MAX_READERS + ". List of connected receivers - " + String.join(", ", names) + ".");
    }

    private static String nameOf(Reader reader) {
        return reader.name().isEmpty() ? "nil" : reader.name();
    }

    private static long epochOf(Reader reader) {
        return reader.epoch().orElse(-1);
    }
}
