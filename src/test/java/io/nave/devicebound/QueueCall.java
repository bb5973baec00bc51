package io.nave.devicebound;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.nave.hub.devicebound.DeliveryAcknowledgement;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.LockToken;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What is asked of a queue. */
sealed interface QueueCall {

    /** What a call answers that has nothing to say. */
    String DONE = "done";

    /** Appends a message, whose id and text are these. */
    record Enqueue(String id, DeliveryAcknowledgement asked, Instant expiresAt) implements QueueCall {

        DeviceBoundMessage message() {
            Map<SystemProperty, String> system = Map.of(SystemProperty.MESSAGE_ID, id, SystemProperty.ACK, asked.wireName());
            return new DeviceBoundMessage(system, new LinkedHashMap<>(), MessageBody.of(id.getBytes(UTF_8)));
        }
    }

    /** Locks messages. */
    record Receive(String connection, int max) implements QueueCall {
    }

    /** Frees what other connections hold. */
    record TakeOver(String connection) implements QueueCall {
    }

    /** Frees what this connection holds. */
    record Release(String connection) implements QueueCall {
    }

    /** What a receiver can say of a message. */
    enum How {
        COMPLETE,
        REJECT,
        ABANDON
    }

    /** Says what becomes of a message. */
    record Settle(How how, LockToken token) implements QueueCall {
    }

    /** Ends all messages. */
    record Purge() implements QueueCall {
    }

    /** Removes the queue. */
    record Delete() implements QueueCall {
    }

    /** Asks this of that queue; answers what the port answers, and {@link #DONE} where that is nothing. */
    default Uni<?> ask(DeviceBoundQueue queues, QueueId queue) {
        return switch (this) {
            case Enqueue call -> queues.enqueue(queue, call.message(), call.expiresAt());
            case Receive call -> queues.receive(queue, call.connection(), call.max());
            case TakeOver call -> queues.takeOver(queue, call.connection()).replaceWith(DONE);
            case Release call -> queues.release(queue, call.connection()).replaceWith(DONE);
            case Settle call -> settle(queues, queue, call);
            case Purge() -> queues.purge(queue);
            case Delete() -> queues.delete(queue).replaceWith(DONE);
        };
    }

    private static Uni<?> settle(DeviceBoundQueue queues, QueueId queue, Settle call) {
        return switch (call.how()) {
            case COMPLETE -> queues.complete(queue, call.token());
            case REJECT -> queues.reject(queue, call.token());
            case ABANDON -> queues.abandon(queue, call.token());
        };
    }
}
