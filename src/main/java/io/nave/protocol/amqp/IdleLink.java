package io.nave.protocol.amqp;

import org.apache.qpid.proton.engine.Sender;

/** A link that nothing is ever sent on, and that tells a client which asks so at once. */
final class IdleLink implements AmqpLink {

    private final Sender sender;

    IdleLink(Sender sender) {
        this.sender = sender;
    }

    @Override
    public void onFlow() {
        if (sender.getDrain()) {
            sender.drained();
        }
    }
}
