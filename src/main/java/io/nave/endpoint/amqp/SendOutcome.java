package io.nave.endpoint.amqp;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.jspecify.annotations.Nullable;

import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.EndpointFault.Category;

/** What became of one message (AMQP 1.0 part 3 §3.4). */
sealed interface SendOutcome {

    /** The server has it for good. */
    record Taken() implements SendOutcome {
    }

    /** The server will never take it. */
    record Refused(String reason) implements SendOutcome {
    }

    /** The server may take it later. */
    record Failed(EndpointFault fault) implements SendOutcome {
    }

    SendOutcome TAKEN = new Taken();

    static SendOutcome of(@Nullable DeliveryState state) {
        return switch (state) {
            case Accepted accepted -> TAKEN;
            case Rejected rejected when PeerErrors.isAboutTheMessage(rejected.getError()) ->
                new Refused(PeerErrors.text("The server refuses it", rejected.getError()));
            case Rejected rejected -> new Failed(PeerErrors.fault("The server rejected a message", rejected.getError()));
            case Modified modified -> failed("The server gave a message back as one that it could not deliver");
            case null, default -> failed("The server gave a message back");
        };
    }

    private static SendOutcome failed(String detail) {
        return new Failed(new EndpointFault(Category.TRANSIENT, detail));
    }
}
