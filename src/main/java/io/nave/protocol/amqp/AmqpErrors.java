package io.nave.protocol.amqp;

import java.time.Instant;
import java.util.Map;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.error.TrackingId;
import io.nave.hub.monitoring.CutReason;

/** The error conditions of links and connections and the texts that clients look for (service-protocols §7.9). */
final class AmqpErrors {

    private static final Symbol TRACKING_ID = Symbol.getSymbol("com.microsoft:tracking-id");

    private AmqpErrors() {
    }

    /** A refusal of the hub as a condition. */
    static ErrorCondition of(Throwable failure) {
        return failure instanceof HubException refusal
                ? error(refusal.code().amqpCondition(), refusal.detail())
                : error("amqp:internal-error", "The hub failed; try again");
    }

    /** What the links of a device are told that is cut (device-protocols §5.6). */
    static ErrorCondition of(CutReason why) {
        return switch (why) {
            case TAKEN_OVER -> error(ErrorCode.LINK_CREATION_CONFLICT.amqpCondition(),
                    "A newer connection of the device took over");
            case REVOKED -> unauthorized("What the device has shown lets it in no more");
            case TOKEN_EXPIRED -> tokenExpired();
            case SHUTDOWN -> error("amqp:connection:forced", "The hub is shutting down; connect again");
        };
    }

    /** The outcome of a delivery that the hub refuses; it can be tracked (service-protocols §6.4). */
    static Rejected rejected(Throwable failure, Instant now) {
        ErrorCondition error = of(failure);
        error.setInfo(Map.of(TRACKING_ID, TrackingId.at(now)));
        Rejected outcome = new Rejected();
        outcome.setError(error);
        return outcome;
    }

    static ErrorCondition error(String condition, String text) {
        return new ErrorCondition(symbol(condition), text);
    }

    static Symbol symbol(String text) {
        return Symbol.getSymbol(text);
    }

    static ErrorCondition unauthorized(String text) {
        return error("amqp:unauthorized-access", text);
    }

    /** What a link is told whose grant is over. */
    static ErrorCondition tokenExpired() {
        return unauthorized("The token of this link is expired; put a new one on $cbs and attach again");
    }

    /** The Java client does not retry when the text matches {@code The messaging entity .* could not be found}. */
    static ErrorCondition entityNotFound(String host, String entity) {
        return error("amqp:not-found", entityNotFoundText(host, entity));
    }

    static String entityNotFoundText(String host, String entity) {
        return "The messaging entity 'sb://" + host + "/" + entity + "' could not be found.";
    }

    static ErrorCondition noSuchPartition(int count) {
        return error("com.microsoft:argument-out-of-range", noSuchPartitionText(count));
    }

    static String noSuchPartitionText(int count) {
        return "The specified partition is invalid for an EventHub partition sender or receiver. It should be between 0 and "
                + (count - 1) + ".";
    }

    static ErrorCondition invalidField(String text) {
        return error("amqp:invalid-field", text);
    }

    static ErrorCondition notAllowed(String text) {
        return error("amqp:not-allowed", text);
    }

    static ErrorCondition limitExceeded(String text) {
        return error("amqp:resource-limit-exceeded", text);
    }
}
