package io.nave.protocol.amqp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Links that have something to send and wait for room in the socket. Confined to the connection's event loop. */
final class BlockedLinks {

    private final Set<AmqpLink> links = new LinkedHashSet<>();

    /** Has the link's {@link AmqpLink#proceed} called when there may be room, once. */
    void add(AmqpLink link) {
        links.add(link);
    }

    void remove(AmqpLink link) {
        links.remove(link);
    }

    void proceed() {
        if (!links.isEmpty()) {
            List<AmqpLink> now = List.copyOf(links);
            links.clear();
            now.forEach(AmqpLink::proceed);
        }
    }
}
