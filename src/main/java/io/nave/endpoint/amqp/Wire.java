package io.nave.endpoint.amqp;

import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.nave.routing.endpoints.EndpointFault;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.proton.ProtonClient;
import io.vertx.proton.ProtonConnection;

/**
 * One TCP connection to an endpoint's server, from its first packet to its end. Confined to the endpoint's loop.
 *
 * <pre>
 *   connecting ── connected, TLS, SASL ──► opening ── open ──► open
 *       └── refused, or too late ─────────────┴── closed, lost ──┴──► over
 * </pre>
 */
final class Wire {

    /** What becomes of it: {@code opened} at most once, {@code ended} exactly once unless it is closed from here. */
    interface Events {

        void opened(ProtonConnection connection);

        void ended(EndpointFault fault);
    }

    private final WireOptions options;
    private final EndpointLoop loop;
    private final Events events;
    private final Promise<Void> gone = Promise.promise();
    private @Nullable ProtonConnection connection;
    private long timer;
    private boolean over;

    Wire(WireOptions options, EndpointLoop loop, Events events) {
        this.options = options;
        this.loop = loop;
        this.events = events;
    }

    void start() {
        timer = loop.after(options.patience(), () -> end(PeerErrors.unreachable(new TimeoutException())));
        ProtonClient.create(loop.vertx()).connect(options.client(), options.host(), options.port(), options.user(),
                options.password(), this::connected);
    }

    private void connected(AsyncResult<ProtonConnection> result) {
        if (result.failed()) {
            gone.tryComplete();
            end(PeerErrors.unreachable(result.cause()));
        } else if (over) {
            result.result().disconnect();
        } else {
            open(result.result());
        }
    }

    private void open(ProtonConnection made) {
        connection = made;
        made.setContainer(options.container());
        made.openHandler(opened -> opened(made));
        made.closeHandler(closed -> end(PeerErrors.fault("The server closed the connection", made.getRemoteCondition())));
        made.disconnectHandler(lost -> lost());
        made.open();
    }

    private void opened(ProtonConnection made) {
        loop.cancel(timer);
        if (!over) {
            events.opened(made);
        }
    }

    private void lost() {
        gone.tryComplete();
        end(PeerErrors.LOST);
    }

    private void end(EndpointFault fault) {
        if (over) {
            return;
        }
        hangUp();
        events.ended(fault);
    }

    private void hangUp() {
        over = true;
        loop.cancel(timer);
        ProtonConnection made = connection;
        if (made != null && !made.isDisconnected()) {
            made.close();
            made.disconnect();
        }
    }

    /** Ends it without telling; completes when it is gone. */
    Future<Void> close() {
        if (!over) {
            hangUp();
        }
        return connection == null ? Future.succeededFuture() : gone.future();
    }
}
