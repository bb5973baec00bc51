package io.nave.endpoint.amqp;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.security.sasl.SaslException;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.jspecify.annotations.Nullable;

import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.EndpointFault.Category;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.proton.sasl.SaslSystemException;

/**
 * What a server's errors mean (AMQP 1.0 part 2 §2.8.15-18 and the conditions of Service Bus, in the categories of semantics
 * §1.7). A condition that is not known is transient: the message goes to the dead letters when its time is over.
 */
final class PeerErrors {

    static final EndpointFault LOST = new EndpointFault(Category.TRANSIENT, "The connection was lost");
    static final EndpointFault CLOSED = new EndpointFault(Category.TRANSIENT, "The endpoint is closed");

    private static final int MAX_TEXT = 200;
    private static final Set<String> ABOUT_THE_MESSAGE = Set.of("amqp:link:message-size-exceeded", "amqp:decode-error",
            "amqp:precondition-failed", "amqp:invalid-field");
    private static final Map<String, Category> CATEGORIES = Map.ofEntries(
            Map.entry("amqp:unauthorized-access", Category.UNAUTHORIZED),
            Map.entry("amqp:resource-limit-exceeded", Category.QUEUE_FULL),
            Map.entry("amqp:internal-error", Category.INTERNAL_ERROR),
            Map.entry("amqp:not-found", Category.ENDPOINT_EXTERNALLY_DISABLED),
            Map.entry("com.microsoft:entity-disabled", Category.ENDPOINT_EXTERNALLY_DISABLED),
            Map.entry("com.microsoft:server-busy", Category.THROTTLED),
            Map.entry("com.microsoft:timeout", Category.TIMEOUT),
            Map.entry("com.microsoft:no-matching-subscription", Category.NO_MATCHING_SUBSCRIPTIONS));

    private PeerErrors() {
    }

    /** Whether it says that the message is to blame, so that sending it again is of no use. */
    static boolean isAboutTheMessage(@Nullable ErrorCondition error) {
        return ABOUT_THE_MESSAGE.contains(condition(error));
    }

    static EndpointFault fault(String what, @Nullable ErrorCondition error) {
        return new EndpointFault(CATEGORIES.getOrDefault(condition(error), Category.TRANSIENT), text(what, error));
    }

    /** What happened, with the condition and the words of the server as far as they are short. */
    static String text(String what, @Nullable ErrorCondition error) {
        String condition = condition(error);
        String words = error == null || error.getDescription() == null ? "" : ": " + error.getDescription();
        String all = condition.isEmpty() ? what : what + " (" + condition + ")" + words;
        return all.substring(0, Math.min(MAX_TEXT, all.length()));
    }

    private static String condition(@Nullable ErrorCondition error) {
        Symbol condition = error == null ? null : error.getCondition();
        return condition == null ? "" : condition.toString();
    }

    /** Why there is no connection. */
    static EndpointFault unreachable(Throwable cause) {
        return switch (cause) {
            case SaslSystemException sasl when !sasl.isPermanent() -> transientFault("The server cannot check the login now");
            case SaslException sasl -> new EndpointFault(Category.UNAUTHORIZED, "The server does not take the login");
            case SSLException untrusted -> transientFault("There is no TLS with the server: its certificate is not trusted"
                    + " or not for its name (" + untrusted.getClass().getSimpleName() + ")");
            case ConnectTimeoutException late -> late();
            case TimeoutException late -> late();
            default -> transientFault("The server cannot be reached (" + cause.getClass().getSimpleName() + ")");
        };
    }

    private static EndpointFault late() {
        return new EndpointFault(Category.TIMEOUT, "The server does not answer");
    }

    private static EndpointFault transientFault(String detail) {
        return new EndpointFault(Category.TRANSIENT, detail);
    }
}
