package io.nave.protocol.amqp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.jspecify.annotations.Nullable;

import io.nave.hub.access.Authenticator;
import io.nave.hub.access.DeviceAccess;
import io.nave.hub.access.DeviceProof;
import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.ConnectionProof.Evidence;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubEvent.ConnectionCut;
import io.nave.hub.monitoring.HubEvent.ConnectionRefused;
import io.nave.hub.monitoring.HubEvent.DeviceConnected;
import io.nave.hub.monitoring.HubEvent.DeviceDisconnected;
import io.smallrye.mutiny.Uni;

/**
 * A device or module on an AMQP connection, which may carry many: it is connected while it has a link (device-protocols §2.12).
 * Confined to the connection's event loop, except where DeviceConnection says otherwise.
 *
 * <pre>
 *   first attach ─► proving ─► connected: links are answered ─► last link gone, cut, token over ─► over
 *                      └── refused: its links are ended with the reason ──────────────────────────────┘
 * </pre>
 */
final class AmqpDevice implements DeviceConnection {

    static final String PROTOCOL = "AMQP";
    /** Whom there is, is told to those only who have shown a valid token. */
    private static final ErrorCondition NOT_PROVED = AmqpErrors
            .unauthorized("Nothing that was shown on this connection lets this device in; put its token on $cbs first");

    private final AmqpDevices.Shared shared;
    private final AuthChain chain;
    private final ClientId client;
    private final DeviceNodes nodes;
    private final Consumer<AmqpDevice> gone;
    private final List<DeviceLink> links = new ArrayList<>(4);
    private volatile @Nullable DeviceAccess access;
    private volatile long lastActivity;
    private boolean proving;
    private boolean connected;
    private boolean over;
    private String reason = "its links are gone";

    /** The target of a chain, which has no gateways when it acts for itself; {@code gone} is told when it is over. */
    AmqpDevice(AmqpDevices.Shared shared, AuthChain chain, Consumer<AmqpDevice> gone) {
        this.shared = shared;
        this.chain = chain;
        this.client = chain.target();
        this.gone = gone;
        this.nodes = new DeviceNodes(shared, () -> shared.services().connections().takesMethods(this));
    }

    @Override
    public ClientId client() {
        return client;
    }

    @Override
    public ConnectionProof proof() {
        return proved().proof();
    }

    private DeviceAccess proved() {
        if (access == null) {
            throw new IllegalStateException("The device has not proved who it is");
        }
        return access;
    }

    @Override
    public Instant lastActivity() {
        return Instant.ofEpochMilli(lastActivity);
    }

    /** It sent something, or said something about what it was sent. */
    void touch() {
        lastActivity = shared.services().clock().millis();
    }

    /** A link of the device; {@code proof} is used when it has not proved yet who it is. */
    void attach(DeviceLink link, DeviceProof proof) {
        Optional<DeviceLink> older = links.stream().filter(link::isLike).findFirst();
        links.add(link); // first, for without any link the device would be over
        older.ifPresent(one -> one.end(AmqpErrors.error("amqp:link:stolen", "A newer link of the device took over")));
        if (connected) {
            open(link);
        } else if (!proving) {
            prove(proof);
        }
    }

    private void prove(DeviceProof proof) {
        proving = true;
        long changes = shared.services().connections().accessChanges();
        shared.loop().await(connect(proof), found -> enter(found, proof, changes),
                failure -> refused(proof, failure));
    }

    private Uni<DeviceAccess> connect(DeviceProof proof) {
        return shared.services().authenticator().connect(client, proof, shared.peer());
    }

    /** A right that was taken away after it was read and before the device could be cut must not last. */
    private void enter(DeviceAccess found, DeviceProof proof, long changes) {
        if (over) {
            return;
        }
        access = found;
        connected = true;
        touch();
        inBackground("note a connection", shared.services().connections().enter(this).invoke(this::messagesWaiting));
        if (shared.services().connections().accessChanges() == changes) {
            openAll();
        } else {
            shared.loop().await(connect(proof), again -> openAll(), failure -> refused(proof, failure));
        }
    }

    private void openAll() {
        proving = false;
        if (!over) {
            shared.services().monitor().report(new DeviceConnected(client, PROTOCOL));
            List.copyOf(links).forEach(this::open);
            shared.transport().flush();
        }
    }

    private void refused(DeviceProof proof, Throwable failure) {
        HubException cause = failure instanceof HubException known ? known
                : new HubException(ErrorCode.SERVICE_UNAVAILABLE, "A store could not be asked", failure);
        shared.services().monitor().report(new ConnectionRefused(client.toString(), PROTOCOL, cause));
        boolean about = cause.code().httpStatus() < ErrorCode.SERVER_ERROR.httpStatus() && cause.code() != ErrorCode.THROTTLING;
        close(about && !DeviceProofs.isByToken(proof) ? NOT_PROVED : AmqpErrors.of(cause), "refused");
    }

    private void open(DeviceLink link) {
        Optional<String> model = LinkProperties.of(link.link(), LinkProperties.MODEL_ID);
        if (proving || link.isOver()) {
            return;
        }
        if (link.node() != DeviceAddress.Node.EVENTS || model.isEmpty()) {
            nodes.open(link, proved(), Optional.empty());
        } else {
            shared.loop().await(shared.services().twins().announceModel(client, model.get()), done -> opened(link, model),
                    failure -> link.end(AmqpErrors.of(failure)));
        }
    }

    private void opened(DeviceLink link, Optional<String> model) {
        if (!link.isOver()) {
            nodes.open(link, proved(), model);
            shared.transport().flush();
        }
    }

    /** It has shown something new that proves who it is. */
    void renew(DeviceAccess renewed) {
        DeviceAccess before = access;
        if (connected && before != null && before.origin().generationId().equals(renewed.origin().generationId())) {
            access = renewed;
        } else if (connected) {
            close(AmqpErrors.unauthorized("The device was deleted and made again; attach again"), "it is another device");
        }
    }

    /** It rests on this from now on, if this lets it in; else it goes on until what it rests on is over. */
    Uni<Void> proveAgain(DeviceProof proof) {
        return connect(proof).emitOn(shared.loop()::run).invoke(this::renew).replaceWithVoid()
                .onFailure().recoverWithNull();
    }

    boolean isConnected() {
        return connected && !over;
    }

    AmqpDevices.Shared shared() {
        return shared;
    }

    /** Whether what it rests on is a shared access policy. */
    boolean isByPolicy() {
        return connected && isByPolicy(proof().evidence());
    }

    private static boolean isByPolicy(Evidence evidence) {
        return evidence instanceof Evidence.PolicyKey
                || evidence instanceof Evidence.OnBehalf behalf && isByPolicy(behalf.actor());
    }

    /** Whether this gateway's module has connected it. */
    boolean isBehind(ClientId actor) {
        return connected && !chain.isOfActorItself() && chain.actor().equals(actor);
    }

    AuthChain chain() {
        return chain;
    }

    /** A token ends a live connection a grace period after it expired (device-protocols §4.3). */
    void tick(Instant now) {
        nodes.tick();
        if (connected && proved().expiresAt().isBefore(now.minus(Authenticator.GRACE))) {
            cutNow(CutReason.TOKEN_EXPIRED);
        }
    }

    @Override
    public void desiredChanged(DesiredChange change) {
        shared.loop().run(() -> nodes.desiredChanged(change));
    }

    @Override
    public void messagesWaiting() {
        shared.loop().run(nodes::messagesWaiting);
    }

    @Override
    public void invoke(MethodRequest request, Consumer<MethodAnswer> answer) {
        shared.loop().run(() -> invokeNow(request, answer));
    }

    private void invokeNow(MethodRequest request, Consumer<MethodAnswer> answer) {
        nodes.invoke(request, answer);
        shared.transport().flush(); // nothing has arrived whose handling would write it
    }

    @Override
    public void cut(CutReason why) {
        shared.loop().run(() -> cutNow(why));
    }

    private void cutNow(CutReason why) {
        if (!over) {
            shared.services().monitor().report(new ConnectionCut(client, why));
            close(AmqpErrors.of(why), why.name());
        }
    }

    private void close(ErrorCondition error, String why) {
        reason = why;
        List.copyOf(links).forEach(link -> link.end(error));
        end();
        shared.transport().flush();
    }

    /** The device gave credit over a link. */
    void flowed(DeviceLink link) {
        nodes.flowed(link);
    }

    /** A link is over; with the last one the device is. */
    void left(DeviceLink link) {
        links.remove(link);
        nodes.left(link);
        if (links.isEmpty()) {
            end();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        gone.accept(this);
        if (connected) {
            inBackground("note the end of a connection", shared.services().connections().leave(this));
            shared.services().monitor().report(new DeviceDisconnected(client, PROTOCOL, reason));
        }
    }

    private void inBackground(String what, Uni<Void> work) {
        work.subscribe().with(done -> {
            // nobody waits for it
        }, failure -> shared.services().monitor().report(new BackgroundFailure(what, failure)));
    }
}
