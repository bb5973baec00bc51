package io.nave.bench;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A server that devices can publish to: what is measured. */
interface Target extends AutoCloseable {

    String name();

    /** What an acknowledgement means there. */
    String promise();

    boolean speaks(Protocol protocol);

    /** Where it speaks a protocol that it speaks. */
    Orders.Address address(Protocol protocol, Transport transport);

    String caCertificate();

    Orders.Login login();

    /** The server processes of each part whose CPU time is shown apart. */
    Map<String, List<Long>> pids();

    /** How many messages it holds, if it holds any. */
    OptionalLong stored();

    /** The last lines that it has logged. */
    String lastWords();

    @Override
    void close();

    /** Whether it can be told where messages go. */
    default boolean hasRoutes() {
        return false;
    }

    /** Declares that many routes instead of those before. */
    default void declareRoutes(int count) {
    }
}
