package io.nave.protocol.mqtt;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import io.nave.hub.connections.DesiredChange;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.json.TwinJson;
import io.nave.hub.json.TwinText;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.twins.DesiredFeed;
import io.nave.hub.twins.ReportedPatch;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinReceiver;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinStore.DeviceView;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.MqttPublishMessage;

/**
 * The twin of one client over MQTT (device-protocols §1.11.2): answers its requests, always, for an unanswered one hangs some
 * SDKs, and tells it what changed of its desired properties when it has subscribed to that. Confined to the connection's event
 * loop.
 */
final class MqttTwins implements TwinReceiver {

    /** What an answer may take: it counts as under way with the request, and so bounds what waits to be written. */
    static final int ANSWER_ROOM = 72 * 1024;

    private static final int ASK_AGAIN_SECONDS = 3;
    private static final int OK = 200;
    private static final int DONE = 204;

    private final MqttEndpoint endpoint;
    private final MqttGate gate;
    private final MqttSessionState state;
    private final MqttTwinRequests requests;
    private final DesiredFeed feed = new DesiredFeed(this);
    private long seen;

    MqttTwins(MqttEndpoint endpoint, MqttGate gate, MqttSessionState state, MqttTwinRequests requests) {
        this.endpoint = endpoint;
        this.gate = gate;
        this.state = state;
        this.requests = requests;
    }

    /** Answers with the whole twin; {@code done} runs when that is done, whatever came of it. */
    void get(String requestId, Runnable done) {
        if (!state.isSubscribed(MqttTopic.TWIN_RESPONSES)) {
            done.run(); // there is nobody to hear the answer
            return;
        }
        requests.view().emitOn(gate.eventLoop()).onTermination().invoke(done)
                .subscribe().with(view -> answer(requestId, view), failure -> refuse(requestId, failure));
    }

    private void answer(String requestId, DeviceView view) {
        seen = Math.max(seen, view.desiredVersion());
        respond(MqttTopic.twinResponse(OK, requestId), Buffer.buffer(TwinJson.write(view)));
    }

    /** Merges what the client reports; {@code done} runs when that is stored, or refused. */
    void patch(String requestId, MqttPublishMessage packet, Runnable done) {
        Uni.createFrom().deferred(() -> requests.report(patchOf(packet)))
                .emitOn(gate.eventLoop()).onTermination().invoke(done)
                .subscribe().with(version -> respond(MqttTopic.twinResponse(DONE, requestId, version), Buffer.buffer()),
                        failure -> refuse(requestId, failure));
    }

    private static ReportedPatch patchOf(MqttPublishMessage packet) {
        OptionalLong base = MqttTopic.version(packet.topicName());
        return new ReportedPatch(
                TwinPatch.of(TwinSection.REPORTED, TwinText.object(packet.payload().getBytes())), base);
    }

    private void refuse(String requestId, Throwable failure) {
        HubException cause = failure instanceof HubException known ? known
                : new HubException(ErrorCode.SERVER_ERROR, "The request could not be carried out", failure);
        if (cause.code().httpStatus() >= ErrorCode.SERVER_ERROR.httpStatus()) {
            requests.report(new BackgroundFailure("answering a twin request over MQTT", cause));
        }
        respond(MqttTopic.twinResponse(cause.code().httpStatus(), requestId), requests.errorBody(cause));
    }

    private void respond(String topic, Buffer body) {
        if (!gate.isClosing() && state.isSubscribed(MqttTopic.TWIN_RESPONSES)) {
            endpoint.publish(topic, body, MqttQoS.AT_MOST_ONCE, false, false);
        }
    }

    /**
     * Begins or ends to tell about desired properties, as the subscriptions are now; to be completed before they are
     * acknowledged, so that no change after that is missed. What the client has not seen of a twin that it has read on this
     * connection comes too.
     */
    Uni<Void> follow() {
        boolean wanted = state.isSubscribed(MqttTopic.DESIRED_PROPERTIES);
        if (!wanted && feed.isOpen()) {
            seen = Math.max(seen, feed.last());
            feed.close();
        }
        return !wanted || feed.isOpen() ? Uni.createFrom().voidItem()
                : requests.desiredVersion().emitOn(gate.eventLoop()).invoke(this::open).replaceWithVoid();
    }

    /** Whether {@link #follow} has something to wait for. */
    boolean isToFollow() {
        return state.isSubscribed(MqttTopic.DESIRED_PROPERTIES) != feed.isOpen();
    }

    private void open(long version) {
        if (feed.open(seen == 0 ? version : seen, version)) {
            gate.eventLoop().execute(this::ask); // after the acknowledgement
        }
    }

    /** The desired properties changed, here or elsewhere. */
    void changed(DesiredChange change) {
        if (feed.changed(change)) {
            ask();
        }
    }

    /** The client reads again. */
    void resume() {
        if (feed.resume()) {
            ask();
        }
    }

    private void ask() {
        requests.changesAfter(feed.last()).emitOn(gate.eventLoop()).subscribe().with(this::fetched, this::notFetched);
    }

    private void askAgain() {
        if (!gate.isClosing() && feed.isOpen()) {
            ask();
        }
    }

    private void fetched(List<DesiredChange> changes) {
        if (!gate.isClosing() && feed.fetched(changes)) {
            ask();
        }
    }

    private void notFetched(Throwable failure) {
        requests.report(new BackgroundFailure("reading changes of desired properties", failure));
        if (!gate.isClosing() && feed.notFetched()) {
            gate.eventLoop().schedule(this::askAgain, ASK_AGAIN_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public boolean hasRoom() {
        return endpoint.isConnected() && gate.isWritable(); // not before CONNACK
    }

    @Override
    public void tell(long version, String patch) {
        endpoint.publish(MqttTopic.desiredChange(version), Buffer.buffer(TwinJson.versioned(patch, version)),
                MqttQoS.AT_MOST_ONCE, false, false);
    }
}
