package io.nave.protocol.amqp;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

import org.apache.qpid.proton.message.Message;

import io.nave.hub.access.Caller;
import io.nave.hub.access.KeyForm;
import io.nave.hub.error.HubException;
import io.nave.hub.monitoring.HubEvent.ConnectionRefused;
import io.nave.protocol.amqp.RequestNode.Answer;
import io.smallrye.mutiny.Uni;

/**
 * {@code $cbs}: a client puts its token and is told the verdict (service-protocols §6.3, §7.3). The identity comes from the
 * token; the {@code name} that stands beside it is spelled differently by every client and is not used.
 */
final class CbsNode {

    private static final String UNAUTHORIZED = "amqp:unauthorized-access";

    private final AmqpServices services;
    private final AmqpLoop loop;
    private final Predicate<Caller> granted;

    CbsNode(AmqpServices services, AmqpLoop loop, Predicate<Caller> granted) {
        this.services = services;
        this.loop = loop;
        this.granted = granted;
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
        if (!type.endsWith(":sastoken") || token.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return refuse(401, UNAUTHORIZED,
                    "This endpoint takes tokens of shared access policies (servicebus.windows.net:sastoken) only");
        }
        return services.authenticator().authorize(token, KeyForm.DECODED_OR_TEXT).emitOn(loop::run)
                .map(this::grant).onFailure(HubException.class).recoverWithItem(this::refusal);
    }

    private Answer grant(Caller caller) {
        return granted.test(caller) ? Answer.ok("OK", null)
                : Answer.refusal(403, "amqp:resource-limit-exceeded", "There are too many tokens on this connection");
    }

    private Answer refusal(Throwable failure) {
        HubException refusal = (HubException) failure;
        services.monitor().report(new ConnectionRefused("$cbs", "AMQP", refusal));
        int status = refusal.code().httpStatus();
        return new Answer(status, refusal.detail(), Optional.of(refusal.code().amqpCondition()), null);
    }

    private static Uni<Answer> refuse(int status, String condition, String text) {
        return Uni.createFrom().item(Answer.refusal(status, condition, text));
    }
}
