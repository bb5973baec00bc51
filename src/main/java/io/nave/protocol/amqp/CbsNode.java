package io.nave.protocol.amqp;

import java.util.Locale;
import java.util.Set;

import org.apache.qpid.proton.message.Message;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.monitoring.HubEvent.ConnectionRefused;
import io.nave.protocol.amqp.RequestNode.Answer;
import io.smallrye.mutiny.Uni;

/**
 * {@code $cbs}: a client puts its token and is told the verdict (device-protocols §2.4, service-protocols §6.3, §7.3). The
 * identity comes from the
 * token; the {@code name} that stands beside it is spelled differently by every client and is not used.
 */
final class CbsNode {

    private static final int SERVER_FAULT = 500;
    private static final String UNAUTHORIZED = "amqp:unauthorized-access";
    /** What Event Hubs clients and the Java service client say of an administrator's token. */
    private static final Set<String> TOKEN_TYPES = Set.of("jwt", "bearer");

    private final AmqpServices services;
    private final AmqpLoop loop;
    private final ConnectionProofs proofs;

    CbsNode(AmqpServices services, AmqpLoop loop, ConnectionProofs proofs) {
        this.services = services;
        this.loop = loop;
        this.proofs = proofs;
    }

    Uni<Answer> answer(Message request) {
        if (!RequestMessage.property(request, "operation").equals("put-token")) {
            return refuse(400, "amqp:not-implemented", "The operation is put-token");
        }
        String type = RequestMessage.property(request, "type").toLowerCase(Locale.ROOT);
        String token = RequestMessage.text(request);
        if (token.isEmpty()) {
            return refuse(400, "amqp:invalid-field", "The body is the token, as a string");
        }
        if (!type.endsWith(":sastoken") && !TOKEN_TYPES.contains(type)) {
            return refuse(401, UNAUTHORIZED, "The type is servicebus.windows.net:sastoken, jwt or Bearer");
        }
        return proofs.put(token).emitOn(loop::run)
                .map(CbsNode::answer).onFailure(HubException.class).recoverWithItem(this::refusal);
    }

    private static Answer answer(boolean kept) {
        return kept ? Answer.ok("OK", null)
                : Answer.refusal(403, "amqp:resource-limit-exceeded", "There are too many tokens on this connection");
    }

    private Answer refusal(Throwable failure) {
        HubException refusal = (HubException) failure;
        services.monitor().report(new ConnectionRefused("$cbs", "AMQP", refusal));
        int status = refusal.code().httpStatus();
        boolean later = status >= SERVER_FAULT || refusal.code() == ErrorCode.THROTTLING;
        return later ? Answer.refusal(refusal) : Answer.refusal(401, UNAUTHORIZED, "Unauthorized"); // nor whom there is
    }

    private static Uni<Answer> refuse(int status, String condition, String text) {
        return Uni.createFrom().item(Answer.refusal(status, condition, text));
    }
}
