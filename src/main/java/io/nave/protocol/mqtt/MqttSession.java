package io.nave.protocol.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.nave.hub.access.Authenticator;
import io.nave.hub.access.DeviceAccess;
import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.connections.SessionState;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.MessageBody;
import io.nave.hub.monitoring.CutReason;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.monitoring.HubEvent.ConnectionCut;
import io.nave.hub.monitoring.HubEvent.DeviceConnected;
import io.nave.hub.monitoring.HubEvent.DeviceDisconnected;
import io.nave.protocol.mqtt.MqttGate.Hold;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.util.concurrent.ScheduledFuture;
import io.smallrye.mutiny.Uni;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.MqttPublishMessage;

/**
 * One client that has proved who it is: dispatches what it sends, and ends with its connection. Confined to the connection's
 * event loop, except {@link #cut}.
 */
final class MqttSession implements DeviceConnection, MqttSubscriptions.Following {

    /** A client whose subscriptions were restored may not have set up its handlers yet (device-protocols §1.6). */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final MqttEndpoint endpoint;
    private final MqttGate gate;
    private final MqttRequest request;
    private final DeviceAccess access;
    private final MqttSessions sessions;
    private final MqttTopic topics;
    private final MqttSessionState state;
    private final MqttTelemetry telemetry;
    private final MqttTwins twins;
    private final MqttDeviceBound deviceBound;
    private final MqttMethods methods;
    private final InFlight inFlight;
    private final MqttActivity activity;
    private boolean accepted;
    private boolean saidGoodbye;
    private long readyAt = System.nanoTime();
    private @Nullable CutReason cutReason;
    private @Nullable ScheduledFuture<?> expiry;

    MqttSession(MqttEndpoint endpoint, MqttGate gate, MqttRequest request, DeviceAccess access, MqttSessions sessions) {
        this.endpoint = endpoint;
        this.gate = gate;
        this.request = request;
        this.access = access;
        this.sessions = sessions;
        this.topics = new MqttTopic(request.client());
        this.state = MqttSessionState.of(topics, request, access.session());
        this.telemetry = sessions.telemetryOf(access, request);
        this.twins = new MqttTwins(endpoint, gate, state, sessions.twinsOf(access));
        this.deviceBound = new MqttDeviceBound(endpoint, gate, state, sessions.queueOf(access));
        this.methods = new MqttMethods(endpoint, gate, state, () -> sessions.takesMethods(this));
        this.inFlight = sessions.inFlight(() -> gate.eventLoop().execute(this::acknowledge));
        this.activity = MqttActivity.of(gate, sessions.clock());
        gate.whenClosed(this::closed);
        gate.whenWritable(this::resume);
    }

    private void resume() {
        twins.resume();
        deviceBound.resume();
    }

    @Override
    public ClientId client() {
        return request.client();
    }

    @Override
    public ConnectionProof proof() {
        return access.proof();
    }

    @Override
    public Instant lastActivity() {
        return activity.last();
    }

    /** Whether it ends with its connection. */
    boolean isClean() {
        return request.cleanSession();
    }

    Optional<String> modelId() {
        return request.modelId();
    }

    /** Begins to tell about desired properties when a restored subscription asks for it. */
    @Override
    public Uni<Void> follow() {
        return twins.follow();
    }

    boolean isClosing() {
        return gate.isClosing();
    }

    /** Answers the CONNECT; the restored subscriptions are active before the next packet is handled (§1.6). */
    void accept() {
        if (gate.isClosing()) {
            return;
        }
        accepted = true;
        endpoint.publishHandler(this::publish);
        endpoint.publishAcknowledgeHandler(deviceBound::acknowledged);
        new MqttSubscriptions(endpoint, gate, state, this).start();
        endpoint.disconnectHandler(v -> saidGoodbye = true);
        endpoint.accept(access.session().isPresent() && !request.cleanSession());
        sessions.report(new DeviceConnected(client(), MqttGate.PROTOCOL));
        expireAt(access.expiresAt());
        gate.release(Hold.CONNECTING);
        twins.resume();
        deviceBound.start(PATIENCE);
        readyAt = System.nanoTime() + PATIENCE.toNanos();
        methods.subscriptionsChanged();
    }

    /** A token ends a live connection a grace period after it expired (device-protocols §4.3). */
    private void expireAt(Instant expiresAt) {
        Instant now = sessions.clock().instant();
        if (expiresAt.isBefore(now.plus(Duration.ofDays(365)))) { // the others outlive every connection
            long delay = Duration.between(now, expiresAt.plus(Authenticator.GRACE)).toMillis();
            expiry = gate.eventLoop().schedule(() -> cut(CutReason.TOKEN_EXPIRED), delay, TimeUnit.MILLISECONDS);
        }
    }

    private void publish(MqttPublishMessage packet) {
        int bagAt = topics.bagOf(packet.topicName());
        if (packet.qosLevel() == MqttQoS.EXACTLY_ONCE) {
            gate.violated("QoS 2");
        } else if (bagAt >= 0) {
            sendTelemetry(packet, bagAt);
        } else {
            answer(packet);
        }
    }

    private void sendTelemetry(MqttPublishMessage packet, int bagAt) {
        MessageBody body = MqttTelemetry.bodyOf(packet.payload());
        long entry = enter(packet, body.length());
        try {
            telemetry.send(packet.topicName(), bagAt, packet.isRetain(), body,
                    new PublicationSent(inFlight, gate, entry, packet.qosLevel()));
        } catch (HubException tooLarge) {
            gate.violated(tooLarge.detail());
        }
    }

    private long enter(MqttPublishMessage packet, int size) {
        long entry = inFlight.enter(packet.qosLevel() == MqttQoS.AT_MOST_ONCE ? 0 : packet.messageId(), size);
        if (inFlight.isFull()) {
            gate.hold(Hold.IN_FLIGHT);
        }
        return entry;
    }

    private void answer(MqttPublishMessage packet) {
        switch (MqttTopic.purposeOf(packet.topicName())) {
            case TWIN_GET -> twinRequest(packet, MqttTwins.ANSWER_ROOM, twins::get);
            case TWIN_PATCH -> twinRequest(packet, 0, (id, done) -> twins.patch(id, packet, done));
            case METHOD_RESPONSE -> {
                methods.answered(packet);
                inFlight.complete(enter(packet, packet.payload().length()));
            }
            case FORBIDDEN -> gate.violated("publication on a topic that is not the client's: " + packet.topicName());
        }
    }

    private void twinRequest(MqttPublishMessage packet, int room, BiConsumer<String, Runnable> request) {
        Optional<String> id = MqttTopic.requestId(packet.topicName());
        if (id.isEmpty()) {
            gate.violated("twin request without $rid");
            return;
        }
        long entry = enter(packet, packet.payload().length() + room);
        request.accept(id.get(), () -> inFlight.complete(entry));
    }

    /** Writes the PUBACKs of all that was stored since the last time, in one piece. */
    private void acknowledge() {
        ByteBuf pubacks = gate.allocator().buffer();
        inFlight.writeCompleted(pubacks);
        if (pubacks.isReadable()) {
            gate.write(pubacks);
        } else {
            pubacks.release();
        }
        if (!inFlight.isFull()) {
            gate.release(Hold.IN_FLIGHT);
        }
    }

    @Override
    public Uni<Void> save(SessionState remembered) {
        return request.cleanSession() ? Uni.createFrom().voidItem() : sessions.save(this, remembered);
    }

    @Override
    public boolean isToFollow() {
        return twins.isToFollow();
    }

    @Override
    public void followed() {
        methods.subscriptionsChanged();
        deviceBound.start(Duration.ZERO);
        readyAt = System.nanoTime();
    }

    @Override
    public void notRemembered(Throwable failure) {
        sessions.report(new BackgroundFailure("store an MQTT session", failure));
        gate.close("the session could not be stored");
    }

    @Override
    public void desiredChanged(DesiredChange change) {
        gate.eventLoop().execute(() -> twins.changed(change));
    }

    @Override
    public void messagesWaiting() {
        gate.eventLoop().execute(deviceBound::resume);
    }

    @Override
    public void invoke(MethodRequest wanted, Consumer<MethodAnswer> answer) {
        gate.eventLoop().execute(() -> invokeWhenReady(wanted, answer));
    }

    /** A call that comes right behind the CONNACK would find no handler in some clients, and nobody would answer it. */
    private void invokeWhenReady(MethodRequest wanted, Consumer<MethodAnswer> answer) {
        long nanos = readyAt - System.nanoTime();
        if (nanos > 0) {
            gate.eventLoop().schedule(() -> methods.invoke(wanted, answer), nanos, TimeUnit.NANOSECONDS);
        } else {
            methods.invoke(wanted, answer);
        }
    }

    @Override
    public void cut(CutReason reason) {
        gate.eventLoop().execute(() -> cutNow(reason));
    }

    private void cutNow(CutReason reason) {
        if (!gate.isClosing()) {
            cutReason = reason;
            sessions.report(new ConnectionCut(client(), reason));
            gate.close(reason.name());
        }
    }

    private void closed() {
        if (expiry != null) {
            expiry.cancel(false);
        }
        sessions.leave(this);
        methods.closed();
        deviceBound.closed();
        if (accepted) {
            Optional<MqttWill> will = request.will().filter(w -> !saidGoodbye && cutReason != CutReason.SHUTDOWN);
            will.ifPresent(this::sendWill);
            sessions.report(new DeviceDisconnected(client(), MqttGate.PROTOCOL, gate.closeReason()));
        }
    }

    private void sendWill(MqttWill will) {
        try {
            telemetry.sendWill(will, topics.bagOf(will.getWillTopic()), new WillSent(sessions));
        } catch (HubException tooLarge) {
            sessions.report(new BackgroundFailure("send a will", tooLarge));
        }
    }
}
