package io.nave.protocol.amqp;

import org.apache.qpid.proton.engine.Link;
import org.jspecify.annotations.Nullable;

/**
 * Source and target of links. Each may be missing on the side that does not matter, and the answer echoes what came: a client
 * takes a missing terminus in the answer for a refusal (service-protocols §6.2).
 */
final class LinkTermini {

    private LinkTermini() {
    }

    /** Where the peer sends to. */
    static @Nullable String targetAddress(Link link) {
        return link.getRemoteTarget() == null ? null : link.getRemoteTarget().getAddress();
    }

    /** Where the peer receives from. */
    static @Nullable String sourceAddress(Link link) {
        return link.getRemoteSource() == null ? null : link.getRemoteSource().getAddress();
    }

    /** Answers with what the peer asked for. */
    static void echo(Link link) {
        link.setSource(link.getRemoteSource());
        link.setTarget(link.getRemoteTarget());
        link.setSenderSettleMode(link.getRemoteSenderSettleMode());
        link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    }
}
