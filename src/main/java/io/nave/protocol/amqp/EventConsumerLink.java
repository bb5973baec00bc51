package io.nave.protocol.amqp;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Sender;
import org.jspecify.annotations.Nullable;

import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.EventSlice;
import io.nave.hub.eventlog.PartitionState;
import io.nave.hub.eventlog.StoredEvent;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubEvent.ReaderChanged;
import io.smallrye.mutiny.Uni;

/**
 * Delivers the events of a partition to a reader (service-protocols §7.5–7.8). Credit is demand: it reads no more than the
 * credit, sends while the socket has room, and reads on when all is sent. At the tail it sleeps until the log says that
 * something was appended. Confined to the connection's event loop.
 *
 * <pre>
 *   attaching ─► reading ─► sending ─► reading …        tail: appended or credit ─► reading
 *        └──────────┴──────────┴─► over (detached, stolen, unauthorised, failed)
 * </pre>
 */
final class EventConsumerLink implements AmqpLink {

    /** Events of one read: enough to fill a socket buffer, few enough that links take turns. */
    private static final int MAX_READ = 512;
    /** Bytes that wait in the engine because the peer's session window is closed. */
    private static final int MAX_UNSENT = 512 * 1024;
    private static final int FLUSH_AFTER = 128 * 1024;

    private final AmqpServices services;
    private final AmqpTransport transport;
    private final AmqpLoop loop;
    private final Grants grants;
    private final Sender sender;
    private final LinkAddress.Partition address;
    private final AmqpMessages messages = new AmqpMessages();
    private final AtomicBoolean waking = new AtomicBoolean();
    private @Nullable ConsumerSeat seat;
    private List<StoredEvent> unsent = List.of();
    private volatile Optional<PartitionState> metric = Optional.empty();
    private int sent;
    private long next;
    private int tag;
    private boolean reading;
    private boolean atTail;
    private boolean appended;
    private boolean over;

    EventConsumerLink(AmqpServices services, AmqpTransport transport, AmqpLoop loop, Grants grants, Sender sender,
            LinkAddress.Partition address) {
        this.services = services;
        this.transport = transport;
        this.loop = loop;
        this.grants = grants;
        this.sender = sender;
        this.address = address;
    }

    /** Looks up what was asked for, then answers the attach. */
    void start() {
        ConsumerRequest request = ConsumerRequest.of(sender, address, services);
        loop.await(request.seat(this::wake, this::stop), this::opened, this::refused);
    }

    private void opened(ConsumerSeat found) {
        if (over) {
            return;
        }
        Optional<ErrorCondition> refusal = found.take();
        if (refusal.isPresent()) {
            over = true;
            ConnectionLinks.refuse(sender, refusal.get());
        } else {
            seat = found;
            next = found.firstSequenceNumber();
            found.offer(sender);
            ConnectionLinks.open(sender);
            services.monitor().report(new ReaderChanged(address.consumerGroup(), found.partition(), true));
            proceed();
        }
        transport.flush();
    }

    private void refused(Throwable failure) {
        if (!over) {
            over = true;
            ConnectionLinks.refuse(sender,
                    failure instanceof LinkRefused refused ? refused.condition() : AmqpErrors.of(failure));
            transport.flush();
        }
    }

    /** Something was appended. On any thread. */
    private void wake() {
        if (waking.compareAndSet(false, true)) {
            loop.run(this::appended);
        }
    }

    private void appended() {
        waking.set(false);
        appended = true;
        atTail = false;
        proceed();
        transport.flush();
    }

    /** Ends the link with an error. On any thread. */
    private void stop(ErrorCondition error) {
        loop.run(() -> detach(error));
    }

    private void detach(ErrorCondition error) {
        if (!over) {
            onGone();
            sender.setCondition(error);
            sender.close();
            transport.flush();
        }
    }

    @Override
    public void onFlow() {
        proceed();
    }

    @Override
    public void onGrantsChanged() {
        if (seat != null && !over && !grants.cover(address.text())) {
            detach(AmqpErrors.tokenExpired());
        }
    }

    @Override
    public void proceed() {
        if (seat == null || over) {
            return;
        }
        sendUnsent();
        boolean allSent = sent == unsent.size();
        if (allSent && !reading && !atTail && sender.getCredit() > 0 && mayRead()) {
            read(seat);
        } else if (allSent && atTail && sender.getDrain()) {
            sender.drained();
        }
    }

    private boolean mayRead() {
        return transport.isWritable() && sender.getSession().getOutgoingBytes() < MAX_UNSENT;
    }

    private void read(ConsumerSeat from) {
        reading = true;
        appended = false;
        EventLog log = services.log();
        int most = Math.min(sender.getCredit(), MAX_READ);
        Uni<EventSlice> slice = log.read(from.partition(), next, most);
        if (from.wantsMetric()) {
            slice = slice.call(() -> refreshMetric(from));
        }
        loop.await(slice, this::loaded, this::failed);
    }

    private Uni<PartitionState> refreshMetric(ConsumerSeat from) {
        return services.log().state(from.partition()).invoke(state -> metric = Optional.of(state));
    }

    private void loaded(EventSlice slice) {
        reading = false;
        unsent = slice.events();
        sent = 0;
        next = slice.nextSequenceNumber();
        atTail = unsent.isEmpty() && !appended;
        proceed();
        transport.flush();
    }

    private void failed(Throwable failure) {
        reading = false;
        if (!over) {
            services.monitor().report(new BackgroundFailure("Reading partition " + address.partition(), failure));
            detach(AmqpErrors.of(failure));
        }
    }

    private void sendUnsent() {
        int unflushed = 0;
        while (sent < unsent.size() && sender.getCredit() > 0 && mayRead()) {
            unflushed += send(unsent.get(sent++));
            if (unflushed > FLUSH_AFTER) {
                transport.flush();
                unflushed = 0;
            }
        }
    }

    private int send(StoredEvent event) {
        byte[] bytes = messages.encode(event, metric, services.clock());
        tag++;
        Delivery delivery = sender
                .delivery(new byte[] { (byte) (tag >>> 24), (byte) (tag >>> 16), (byte) (tag >>> 8), (byte) tag });
        sender.sendNoCopy(ReadableBuffer.ByteBufferReader.wrap(bytes));
        delivery.settle();
        return bytes.length;
    }

    @Override
    public void onGone() {
        over = true;
        unsent = List.of();
        sent = 0;
        if (seat != null) {
            seat.leave();
            services.monitor().report(new ReaderChanged(address.consumerGroup(), seat.partition(), false));
            seat = null;
        }
    }
}
