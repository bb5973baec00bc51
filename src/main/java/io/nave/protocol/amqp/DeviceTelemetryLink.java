package io.nave.protocol.amqp;

import java.util.List;
import java.util.Optional;

import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageOrigin;
import io.nave.protocol.amqp.TelemetryReader.Content;

/**
 * Takes what a device says (device-protocols §2.7). A transfer is accepted when all its messages are stored, and rejected with
 * a
 * condition when one could not be; one that is too large ends the link. A device that sends faster than its messages are stored
 * runs out of credit, and beyond {@link UnstoredBytes#MAX} its connection is not read. The per-message path, confined to the
 * connection's event loop.
 */
final class DeviceTelemetryLink implements AmqpLink {

    static final int CREDIT = 500;
    /** A transfer may be a batch; each of its messages has the limit of a message. */
    static final int MAX_MESSAGE_SIZE = 1024 * 1024;
    private static final int SERVER_FAULT = 500;

    private final DeviceLink link;
    private final Receiver receiver;
    private final AmqpDevices.Shared shared;
    private final MessageOrigin origin;
    private final @Nullable String modelId;
    private int unanswered;

    DeviceTelemetryLink(DeviceLink link, Receiver receiver, AmqpDevices.Shared shared, MessageOrigin origin,
            Optional<String> modelId) {
        this.link = link;
        this.receiver = receiver;
        this.shared = shared;
        this.origin = origin;
        this.modelId = modelId.orElse(null);
    }

    void start() {
        receiver.setMaxMessageSize(UnsignedLong.valueOf(MAX_MESSAGE_SIZE));
        receiver.open();
        receiver.flow(CREDIT);
    }

    @Override
    public void onDelivery(Delivery news) {
        Delivery delivery = receiver.current();
        while (delivery != null && (!delivery.isPartial() || delivery.isAborted()) && !link.isOver()) {
            take(delivery);
            delivery = receiver.current();
        }
        if (delivery != null && delivery.available() > MAX_MESSAGE_SIZE && !link.isOver()) {
            link.end(tooLarge());
        }
    }

    private static ErrorCondition tooLarge() {
        return AmqpErrors.error("amqp:link:message-size-exceeded", "A transfer has at most " + MAX_MESSAGE_SIZE + " bytes");
    }

    private void take(Delivery delivery) {
        int size = delivery.available();
        boolean aborted = delivery.isAborted();
        int format = delivery.getMessageFormat();
        ReadableBuffer in = receiver.recv();
        receiver.advance();
        if (aborted) {
            delivery.settle();
        } else if (size > MAX_MESSAGE_SIZE) {
            link.end(tooLarge());
        } else if (++unanswered > CREDIT) {
            link.end(AmqpErrors.error("amqp:link:transfer-limit-exceeded", "More was sent than there was credit for"));
        } else {
            byte[] bytes = new byte[size];
            in.get(bytes);
            store(delivery, format, bytes);
        }
    }

    private void store(Delivery delivery, int format, byte[] bytes) {
        shared.unstored().add(bytes.length);
        try {
            long now = shared.services().clock().millis();
            if (format == TelemetryReader.BATCH) {
                sendAll(delivery, bytes.length, TelemetryReader.batch(bytes), now);
            } else {
                send(TelemetryReader.message(bytes), now, new Taken(delivery, bytes.length, 1));
            }
        } catch (HubException refusal) {
            answer(delivery, bytes.length, refusal);
        }
    }

    private void sendAll(Delivery delivery, int size, List<Content> contents, long now) {
        Taken taken = new Taken(delivery, size, contents.size());
        for (Content content : contents) {
            send(content, now, taken);
        }
    }

    /** The sizes of a batch are looked at one by one, and what was sent before one that is too large is stored all the same. */
    private void send(Content content, long now, Taken taken) {
        DeviceMessage message = new DeviceMessage(origin, now, content.systemWith(modelId), content.application(),
                content.body());
        try {
            shared.services().telemetry().send(message, taken);
        } catch (HubException tooLarge) {
            taken.refused(tooLarge);
        }
    }

    private void answer(Delivery delivery, int size, @Nullable HubException refusal) {
        unanswered--;
        if (!link.isOver()) {
            if (!delivery.remotelySettled()) {
                delivery.disposition(outcome(refusal));
            }
            delivery.settle();
            replenish();
            endIfTooLarge(refusal);
        }
        shared.unstored().remove(size); // the last thing, because it may let in what waits in the socket
    }

    /** What the hub cannot do now is said by the condition that every client knows and tries again after (§2.11). */
    private DeliveryState outcome(@Nullable HubException refusal) {
        if (refusal == null) {
            return Accepted.getInstance();
        }
        boolean later = refusal.code().httpStatus() >= SERVER_FAULT;
        HubException told = later ? new HubException(ErrorCode.SERVER_ERROR, refusal.detail()) : refusal;
        return AmqpErrors.rejected(told, shared.services().clock().instant());
    }

    /** The service detaches a link over which too large a message came (§2.7). */
    private void endIfTooLarge(@Nullable HubException refusal) {
        if (refusal != null && refusal.code() == ErrorCode.MESSAGE_TOO_LARGE) {
            link.end(AmqpErrors.of(refusal));
        }
    }

    private void replenish() {
        int due = CREDIT - unanswered - receiver.getCredit();
        if (due >= CREDIT / 4) {
            receiver.flow(due);
        }
    }

    /** A transfer that waits until all its messages are stored. Told on threads of the store. */
    private final class Taken implements Acknowledgement, Runnable {

        private final Delivery delivery;
        private final int size;
        private int waiting;
        private @Nullable HubException refusal;

        Taken(Delivery delivery, int size, int messages) {
            this.delivery = delivery;
            this.size = size;
            this.waiting = messages;
        }

        @Override
        public void stored() {
            done(null);
        }

        @Override
        public void refused(HubException cause) {
            done(cause);
        }

        private synchronized void done(@Nullable HubException cause) {
            refusal = refusal == null ? cause : refusal;
            if (--waiting == 0) {
                shared.stored().add(this);
            }
        }

        @Override
        public void run() {
            answer(delivery, size, outcome());
        }

        private synchronized @Nullable HubException outcome() {
            return refusal;
        }
    }
}
