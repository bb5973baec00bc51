package io.nave.protocol.amqp;

import org.apache.qpid.proton.amqp.transport.ErrorCondition;

/** An attach that is answered with an error condition. */
final class LinkRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ErrorCondition condition;

    LinkRefused(ErrorCondition condition) {
        super(condition.toString(), null, false, false);
        this.condition = condition;
    }

    ErrorCondition condition() {
        return condition;
    }
}
