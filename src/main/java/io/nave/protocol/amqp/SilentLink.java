package io.nave.protocol.amqp;

import org.apache.qpid.proton.engine.Sender;

/**
 * A link that nothing is ever sent on: file notifications, because there are no file uploads yet, and Node's service client
 * attaches it beside the one for feedback (service-protocols §14.10).
 */
final class SilentLink implements AmqpLink {

    private final AmqpTransport transport;
    private final Grants grants;
    private final Sender sender;
    private final String path;

    SilentLink(AmqpTransport transport, Grants grants, Sender sender, String path) {
        this.transport = transport;
        this.grants = grants;
        this.sender = sender;
        this.path = path;
    }

    @Override
    public void onFlow() {
        if (sender.getDrain()) {
            sender.drained();
        }
    }

    @Override
    public void onGrantsChanged() {
        if (!grants.cover(path)) {
            sender.setCondition(AmqpErrors.tokenExpired());
            sender.close();
            transport.flush();
        }
    }
}
