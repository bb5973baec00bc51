package io.nave.protocol.amqp;

import java.util.List;

import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;

import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.DeviceBoundService;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.limits.HubLimits;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.smallrye.mutiny.Uni;

/**
 * Takes the messages that a back end sends to devices (service-protocols §6.4). A message is accepted when it is stored, or
 * rejected with a condition and a text; the link stays open. What a back end sends while {@link #CREDIT} messages are not
 * stored
 * waits on its side, and beyond {@link UnstoredBytes#MAX} bytes in its socket. Confined to the connection's event loop.
 */
final class ServiceDeviceBoundLink implements AmqpLink {

    static final int CREDIT = 1000;
    /** A message as the limit counts it and as much again for what AMQP writes around it. */
    static final int MAX_MESSAGE_SIZE = 2 * HubLimits.MAX_DEVICE_BOUND_MESSAGE;

    private final AmqpServices services;
    private final AmqpTransport transport;
    private final AmqpLoop loop;
    private final Grants grants;
    private final UnstoredBytes unstored;
    private final Receiver receiver;
    private final LinkAddress.ServiceLink address;
    private final ServiceMessageReader reader = new ServiceMessageReader();
    /** Bytes of the delivery that is coming that were dropped, because it is too large. */
    private int dropped;
    private int unanswered;
    private boolean flushing;
    private boolean over;

    ServiceDeviceBoundLink(AmqpServices services, AmqpTransport transport, AmqpLoop loop, Grants grants,
            UnstoredBytes unstored, Receiver receiver, LinkAddress.ServiceLink address) {
        this.services = services;
        this.transport = transport;
        this.loop = loop;
        this.grants = grants;
        this.unstored = unstored;
        this.receiver = receiver;
        this.address = address;
    }

    void start() {
        LinkTermini.echo(receiver);
        receiver.setMaxMessageSize(UnsignedLong.valueOf(MAX_MESSAGE_SIZE));
        receiver.open();
        receiver.flow(CREDIT);
    }

    @Override
    public void onDelivery(Delivery news) {
        Delivery delivery = receiver.current();
        while (delivery != null && isWhole(delivery)) {
            take(delivery);
            delivery = receiver.current();
        }
    }

    /** What is too large is dropped as it comes, and refused when it has come: the link stays usable. So is what comes late. */
    private boolean isWhole(Delivery delivery) {
        if (over || dropped + delivery.available() > MAX_MESSAGE_SIZE) {
            dropped = MAX_MESSAGE_SIZE + 1;
            receiver.recv();
        }
        return !delivery.isPartial() || delivery.isAborted();
    }

    private void take(Delivery delivery) {
        boolean tooLarge = dropped > 0;
        dropped = 0;
        ReadableBuffer bytes = receiver.recv();
        receiver.advance();
        if (over || delivery.isAborted()) {
            delivery.settle();
            flushSoon();
        } else if (++unanswered > CREDIT) {
            detach(AmqpErrors.error("amqp:link:transfer-limit-exceeded", "More was sent than there was credit for"));
        } else {
            int size = bytes.remaining();
            unstored.add(size);
            Uni<Void> stored = tooLarge ? Uni.createFrom().failure(tooLarge()) : store(delivery, bytes);
            loop.await(stored, done -> answer(delivery, size, Accepted.getInstance()),
                    failure -> refuse(delivery, size, failure));
        }
    }

    private static HubException tooLarge() {
        return new HubException(ErrorCode.MESSAGE_TOO_LARGE,
                "A cloud-to-device message has at most 64 KB, its properties included");
    }

    private Uni<Void> store(Delivery delivery, ReadableBuffer bytes) {
        try {
            requirePlain(delivery);
            ServiceMessageReader.Sent sent = reader.read(bytes);
            return send(DeviceBoundAddress.devicesOf(sent.to()), sent.message());
        } catch (HubException refusal) {
            return Uni.createFrom().failure(refusal);
        }
    }

    private static void requirePlain(Delivery delivery) {
        if (delivery.getMessageFormat() != 0) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "Messages to devices are sent one by one, not in batches");
        }
    }

    private Uni<Void> send(List<DeviceId> devices, DeviceBoundMessage message) {
        DeviceBoundService service = services.deviceBound();
        Uni<Void> first = service.send(devices.getFirst(), message);
        return devices.size() == 1 ? first
                : first.onFailure(ServiceDeviceBoundLink::isUnknownDevice)
                        .recoverWithUni(() -> service.send(devices.getLast(), message));
    }

    private static boolean isUnknownDevice(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() == ErrorCode.DEVICE_NOT_FOUND;
    }

    private void refuse(Delivery delivery, int size, Throwable failure) {
        if (!(failure instanceof HubException)) {
            services.monitor().report(new BackgroundFailure("Taking a message for a device", failure));
        }
        answer(delivery, size, AmqpErrors.rejected(failure, services.clock().instant()));
    }

    private void answer(Delivery delivery, int size, DeliveryState outcome) {
        unanswered--;
        if (!over) {
            if (!delivery.remotelySettled()) {
                delivery.disposition(outcome);
            }
            delivery.settle();
            flushSoon();
        }
        unstored.remove(size); // the last thing, because it may let in what waits in the socket
    }

    /** Once for all answers that are there already. */
    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            loop.run(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        int due = CREDIT - unanswered - receiver.getCredit();
        if (!over && due >= CREDIT / 4) {
            receiver.flow(due);
        }
        transport.flush();
    }

    @Override
    public void onGrantsChanged() {
        if (!over && !grants.cover(address.text())) {
            detach(AmqpErrors.tokenExpired());
        }
    }

    private void detach(ErrorCondition error) {
        over = true;
        receiver.setCondition(error);
        receiver.close();
        transport.flush();
    }

    @Override
    public void onGone() {
        over = true;
    }
}
