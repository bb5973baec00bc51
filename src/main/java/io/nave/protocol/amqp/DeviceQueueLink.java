package io.nave.protocol.amqp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Sender;

import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.Received;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.LockToken;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Uni;

/**
 * Sends a device the messages of its queue as it gives credit, and does with each what the device says (device-protocols §2.8):
 * accepted completes it, rejected dead-letters it, released and modified give it back. The device is told by our own settling
 * what came of that. Confined to the connection's event loop.
 *
 * <pre>
 *   credit, news, a lock that ran out ─► receive from the queue ─► unsent ─► sent, unsettled ─► settled here, then to the device
 * </pre>
 */
final class DeviceQueueLink implements AmqpLink {

    /** Messages that are with the device at most: more would wait in its memory until their locks run out. */
    static final int WINDOW = 50;
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final String WHAT = "device-bound messages over AMQP";

    private final DeviceLink link;
    private final Sender sender;
    private final AmqpDevices.Shared shared;
    private final QueueId queue;
    private final DeviceBoundMessages messages = new DeviceBoundMessages();
    private final String connection = UUID.randomUUID().toString();
    private final Deque<LockedMessage> unsent = new ArrayDeque<>();
    private boolean open;
    private boolean receiving;
    /** Somebody woke us while we were receiving. */
    private boolean again;
    /** The queue gave as many as were asked for, so it may have more; else whoever adds some wakes us. */
    private boolean more = true;
    private int unsettled;
    private Instant nextLook = Instant.MAX;

    DeviceQueueLink(DeviceLink link, Sender sender, AmqpDevices.Shared shared, MessageOrigin origin) {
        this.link = link;
        this.sender = sender;
        this.shared = shared;
        this.queue = new QueueId(origin.client().device(), origin.generationId());
    }

    /** What an older connection of the device had comes to this one. */
    void start() {
        receiving = true;
        await(queues().takeOver(queue, connection), done -> {
            receiving = false;
            open = true;
            resume();
        });
    }

    private DeviceBoundQueue queues() {
        return shared.services().deviceBoundQueue();
    }

    private <T> void await(Uni<T> work, Consumer<T> next) {
        shared.loop().await(work, next, this::failed);
    }

    private void failed(Throwable failure) {
        receiving = false;
        report(failure);
        nextLook = now().plus(PAUSE);
    }

    /** Messages wait. */
    void messagesWaiting() {
        more = true;
        resume();
    }

    @Override
    public void onFlow() {
        resume();
        if (sender.getDrain() && !receiving && unsent.isEmpty()) {
            sender.drained();
            shared.transport().flush();
        }
    }

    @Override
    public void onTick() {
        if (!now().isBefore(nextLook)) {
            nextLook = Instant.MAX;
            more = true;
            if (open || link.isOver()) {
                resume();
            } else if (!receiving) {
                start();
            }
        }
    }

    @Override
    public void proceed() {
        sendUnsent();
        resume();
    }

    private void resume() {
        int room = Math.min(sender.getCredit() - unsent.size(), WINDOW - unsettled - unsent.size());
        if (receiving) {
            again = true;
        } else if (open && more && room > 0 && !link.isOver() && hasRoom()) {
            receiving = true;
            again = false;
            await(queues().receive(queue, connection, room), received -> received(received, room));
        }
    }

    private boolean hasRoom() {
        boolean room = shared.transport().isWritable();
        if (!room) {
            shared.blocked().add(this);
        }
        return room;
    }

    private void received(Received received, int room) {
        receiving = false;
        more = received.messages().size() == room || again;
        if (link.isOver()) {
            giveBack();
            return;
        }
        unsent.addAll(received.messages());
        received.nextAt().ifPresent(this::lookAt);
        sendUnsent();
        if (more) {
            resume();
        } else if (sender.getDrain()) {
            sender.drained();
        }
        shared.transport().flush();
    }

    private void lookAt(Instant at) {
        nextLook = at.isBefore(nextLook) || !nextLook.isAfter(now()) ? at.plusMillis(1) : nextLook;
    }

    private void sendUnsent() {
        while (!unsent.isEmpty() && sender.getCredit() > 0 && hasRoom()) {
            LockedMessage message = unsent.remove();
            Delivery delivery = sender.delivery(GuidBytes.of(message.token().value()));
            sender.sendNoCopy(ReadableBuffer.ByteBufferReader.wrap(messages.encode(queue.device(), message)));
            sender.advance();
            if (sender.getRemoteSenderSettleMode() == SenderSettleMode.SETTLED) {
                delivery.settle();
                shared.loop().await(queues().complete(queue, message.token()), done -> {
                    // it was sent once, as the device wants it
                }, this::report);
            } else {
                delivery.setContext(message.token());
                unsettled++;
            }
        }
    }

    @Override
    public void onDelivery(Delivery news) {
        if (news.getContext() instanceof LockToken token) {
            DeliveryState outcome = news.getRemoteState();
            if (outcome instanceof Accepted) {
                settle(news, queues().complete(queue, token), this::settled);
            } else if (outcome instanceof Rejected || outcome instanceof Modified modified && isUndeliverable(modified)) {
                settle(news, queues().reject(queue, token), this::settled);
            } else if (outcome instanceof Released || outcome instanceof Modified || news.remotelySettled()) {
                settle(news, queues().abandon(queue, token), this::givenBack);
            }
        }
    }

    private static boolean isUndeliverable(Modified modified) {
        return Boolean.TRUE.equals(modified.getUndeliverableHere());
    }

    private void settle(Delivery delivery, Uni<Settlement> settlement, BiConsumer<Delivery, DeliveryState> next) {
        delivery.setContext(null); // what else comes about it changes nothing
        shared.loop().await(settlement, done -> next.accept(delivery, answer(done)),
                failure -> settled(delivery, AmqpErrors.rejected(failure, now())));
    }

    private DeliveryState answer(Settlement done) {
        return switch (done) {
            case DONE -> Accepted.getInstance();
            case LOCK_LOST -> refusal(ErrorCode.DEVICE_MESSAGE_LOCK_LOST, "The lock of this message ran out; it comes again");
            case NOT_FOUND -> refusal(ErrorCode.RESOURCE_NOT_FOUND, "There is no such message any more");
        };
    }

    private Rejected refusal(ErrorCode code, String text) {
        return AmqpErrors.rejected(new HubException(code, text), now());
    }

    /** The message waits again, and nobody but us knows. */
    private void givenBack(Delivery delivery, DeliveryState answer) {
        more = true;
        settled(delivery, answer);
    }

    /** Who has settled already is told nothing; who waits for our word gets it. */
    private void settled(Delivery delivery, DeliveryState answer) {
        unsettled--;
        if (link.isOver()) {
            return;
        }
        if (!delivery.remotelySettled()) {
            delivery.disposition(answer);
        }
        delivery.settle();
        resume();
        shared.transport().flush();
    }

    @Override
    public void onGone() {
        unsent.clear();
        shared.blocked().remove(this);
        giveBack();
    }

    private void giveBack() {
        shared.loop().await(queues().release(queue, connection), done -> {
            // nobody waits for it
        }, this::report);
    }

    private void report(Throwable failure) {
        shared.services().monitor().report(new BackgroundFailure(WHAT, failure));
    }

    private Instant now() {
        return shared.services().clock().instant();
    }
}
