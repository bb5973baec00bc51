package io.nave.protocol.amqp;

import java.util.Map;
import java.util.Optional;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.engine.Link;

/** What clients say of a link when they attach it (device-protocols §2.6). */
final class LinkProperties {

    static final Symbol MODEL_ID = Symbol.getSymbol("com.microsoft:model-id");

    /** For whom a gateway attaches a link (§7). */
    static final Symbol AUTH_CHAIN = Symbol.getSymbol("com.microsoft:auth-chain");

    private LinkProperties() {
    }

    /** A property that is a text of some length. */
    static Optional<String> of(Link link, Symbol name) {
        Map<Symbol, Object> properties = link.getRemoteProperties();
        return properties != null && properties.get(name) instanceof String text && !text.isEmpty() ? Optional.of(text)
                : Optional.empty();
    }
}
