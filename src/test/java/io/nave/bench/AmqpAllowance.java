package io.nave.bench;

import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.transport.Flow;

/**
 * How many transfers a server takes now: the credit of the link and the window of the session, whichever is less (AMQP 1.0
 * §2.5.6, §2.6.7). Confined to one thread.
 */
final class AmqpAllowance {

    private int transfers;
    private int deliveries;
    private int credit;
    private long window;

    /** So many transfers were sent in the session before the first over the link. */
    AmqpAllowance(int transfers) {
        this.transfers = transfers;
    }

    /** The server has said what it takes, for the link or for the session only. */
    void flow(Flow flow, boolean ofLink) {
        window = flow.getIncomingWindow().longValue() - underWay(transfers, flow.getNextIncomingId());
        if (ofLink) {
            credit = flow.getLinkCredit().intValue() - underWay(deliveries, flow.getDeliveryCount());
        }
    }

    /** What the server had not seen when it spoke. */
    private static int underWay(int sent, UnsignedInteger seen) {
        return seen == null ? sent : sent - seen.intValue();
    }

    /** How many. */
    int room() {
        return (int) Math.clamp(Math.min(credit, window), 0, Integer.MAX_VALUE);
    }

    /** The delivery-id of a transfer that is sent over the link; only while one is allowed. */
    int take() {
        credit--;
        window--;
        deliveries++;
        return transfers++;
    }

    /** The delivery-id of the next one. */
    int next() {
        return transfers;
    }
}
