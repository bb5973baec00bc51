package io.nave.endpoint.amqp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.nave.routing.endpoints.EndpointFault;
import io.vertx.core.Future;
import io.vertx.proton.ProtonConnection;

/**
 * The connection that the partitions of an endpoint share: made when a link is asked for and there is none. When it is lost, so
 * are its links, and whoever asks next has a new one. Confined to the endpoint's loop.
 */
final class BrokerConnection {

    private final WireOptions options;
    private final EndpointLoop loop;
    private final Set<SenderLink> links = new LinkedHashSet<>();
    private @Nullable Wire wire;
    private @Nullable ProtonConnection connection;
    private boolean closed;

    BrokerConnection(WireOptions options, EndpointLoop loop) {
        this.options = options;
        this.loop = loop;
    }

    /** A new link, which tells its listener when it can be used, or that it cannot. */
    SenderLink link(SenderLink.Listener listener) {
        SenderLink link = new SenderLink(options.address(), links::remove, listener);
        if (closed) {
            link.end(PeerErrors.CLOSED, false);
            return link;
        }
        links.add(link);
        if (connection != null) {
            link.attach(connection);
        } else if (wire == null) {
            Wire made = new Wire(options, loop, new Life());
            wire = made;
            made.start();
        }
        return link;
    }

    /** Its links end with it, and there are no others. */
    Future<Void> close() {
        Wire last = wire;
        closed = true;
        forget(PeerErrors.CLOSED);
        return last == null ? Future.succeededFuture() : last.close();
    }

    private void forget(EndpointFault fault) {
        wire = null;
        connection = null;
        List<SenderLink> cut = new ArrayList<>(links);
        links.clear();
        cut.forEach(link -> link.end(fault, false));
    }

    private final class Life implements Wire.Events {

        @Override
        public void opened(ProtonConnection made) {
            connection = made;
            List.copyOf(links).forEach(link -> link.attach(made));
        }

        @Override
        public void ended(EndpointFault fault) {
            forget(fault);
        }
    }
}
