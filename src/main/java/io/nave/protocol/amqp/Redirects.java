package io.nave.protocol.amqp;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;

/** Sends clients that ask for {@code messages/events} on to the event hub (service-protocols §8). */
final class Redirects {

    private Redirects() {
    }

    /** The condition that carries the way; clients look for the port in the address. */
    static ErrorCondition to(String host, int port, String path) {
        Map<Symbol, Object> info = new LinkedHashMap<>();
        info.put(Symbol.getSymbol("hostname"), host);
        info.put(Symbol.getSymbol("network-host"), host);
        info.put(Symbol.getSymbol("port"), port);
        info.put(Symbol.getSymbol("address"), "amqps://" + host + ":" + port + "/" + path);
        ErrorCondition condition = new ErrorCondition();
        condition.setCondition(Symbol.getSymbol("amqp:link:redirect"));
        condition.setInfo(info);
        return condition;
    }
}
