package io.nave.protocol.amqp;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Session;
import org.jspecify.annotations.Nullable;

import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubEvent.ProtocolViolation;
import io.vertx.core.Context;
import io.vertx.core.net.NetSocket;

/**
 * One AMQP connection: opens what the peer opens, remembers what it has proved, and hands links to {@link ConnectionLinks}.
 * Confined to its event loop.
 *
 * <pre>
 *   accepted ─► (SASL) ─► open ─► $cbs, $management ─► granted ─► everything else
 *        └── nothing granted for a minute: closed ◄── all grants expired
 * </pre>
 */
final class AmqpConnection implements AmqpTransport.Events {

    /** How long a connection may stay without a grant. */
    static final Duration UNGRANTED_LIMIT = Duration.ofSeconds(60);
    private static final int MAX_SESSIONS = AmqpTransport.CHANNEL_MAX + 1;
    private static final int MAX_UNGRANTED_SESSIONS = 8;

    private final AmqpServices services;
    private final NetSocket socket;
    private final AmqpTransport transport;
    private final Grants grants;
    private final ConnectionLinks links;
    private final Consumer<AmqpConnection> gone;
    private Instant ungrantedSince;
    private int sessions;

    /** Clients that are sent on shall come to {@code port}; {@code gone} is told when the socket is. */
    AmqpConnection(AmqpServices services, NetSocket socket, int port, Context context, Consumer<AmqpConnection> gone) {
        this.services = services;
        this.socket = socket;
        this.gone = gone;
        this.transport = new AmqpTransport(socket, port, this);
        this.grants = new Grants(services.names(), services.clock());
        this.ungrantedSince = services.clock().instant();
        AmqpLoop loop = new AmqpLoop(context, this::failed);
        AmqpDevices.Shared shared = AmqpDevices.Shared.of(services, transport, loop);
        AmqpDevices devices = new AmqpDevices(shared);
        ConnectionProofs proofs = new ConnectionProofs(services, loop, transport.peer(), grants, devices);
        this.links = new ConnectionLinks(shared, grants, devices, proofs);
        new SaslExchange(services, socket, transport, loop, proofs).start();
        transport.start();
    }

    @Override
    public void handle(Event event) {
        switch (event.getType()) {
            case CONNECTION_REMOTE_OPEN -> open(event.getConnection());
            case CONNECTION_REMOTE_CLOSE -> event.getConnection().close();
            case SESSION_REMOTE_OPEN -> begin(event.getSession());
            case SESSION_REMOTE_CLOSE -> end(event.getSession());
            case LINK_REMOTE_OPEN -> links.attach(event.getLink());
            case LINK_REMOTE_DETACH -> links.detached(event.getLink(), false);
            case LINK_REMOTE_CLOSE -> links.detached(event.getLink(), true);
            case LINK_FLOW -> links.flow(event.getLink());
            case DELIVERY -> links.delivery(event.getDelivery());
            default -> {
                // what we did ourselves
            }
        }
    }

    private static void open(Connection connection) {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        connection.setContainer(HexFormat.of().formatHex(id));
        connection.open();
    }

    private void begin(Session session) {
        sessions++;
        if (sessions > (links.isUnproved() ? MAX_UNGRANTED_SESSIONS : MAX_SESSIONS)) {
            close(AmqpErrors.limitExceeded("There are too many sessions on this connection"));
        } else {
            session.open();
        }
    }

    private void end(Session session) {
        sessions--;
        links.ended(session);
        session.close();
        transport.flush(); // before it is freed: the engine has to have said that there was a session at all
        session.free();
    }

    @Override
    public void proceed() {
        links.proceed();
    }

    /** What has to be done every now and then: empty frames, grants that ended, a connection that proves nothing. */
    void tick() {
        boolean granted = !links.isUnproved();
        if (grants.dropUnless(caller -> services.authenticator().admitsReader(caller, transport.peer()))) {
            links.grantsChanged();
        }
        Instant now = services.clock().instant();
        if (granted) {
            ungrantedSince = now;
        } else if (now.isAfter(ungrantedSince.plus(UNGRANTED_LIMIT))) {
            close(AmqpErrors.unauthorized("No token was put on this connection, or none is valid any more"));
            return;
        }
        links.tick();
        transport.tick();
    }

    @Override
    public void failed(RuntimeException cause) {
        services.monitor().report(new BackgroundFailure("AMQP connection of " + socket.remoteAddress(), cause));
        close(AmqpErrors.error("amqp:internal-error", "The hub failed; try again"));
    }

    @Override
    public void broken(@Nullable String detail) {
        services.monitor()
                .report(new ProtocolViolation(String.valueOf(socket.remoteAddress()), "AMQP", String.valueOf(detail)));
    }

    void close(ErrorCondition error) {
        transport.close(error);
    }

    @Override
    public void ended() {
        links.ended();
        gone.accept(this);
    }
}
