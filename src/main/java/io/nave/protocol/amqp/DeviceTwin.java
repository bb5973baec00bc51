package io.nave.protocol.amqp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import io.nave.hub.connections.DesiredChange;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.json.TwinJson;
import io.nave.hub.json.TwinText;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;
import io.nave.hub.twins.DesiredFeed;
import io.nave.hub.twins.ReportedPatch;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinReceiver;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinService;
import io.nave.hub.twins.TwinStore.DeviceView;
import io.nave.protocol.amqp.DeviceTwinMessages.Request;
import io.smallrye.mutiny.Uni;

/**
 * The twin of a device (device-protocols §2.10): requests come over one link, answers and changes of desired properties go over
 * the other. Every request is answered, for an unanswered one hangs some SDKs. Confined to the connection's event loop.
 */
final class DeviceTwin implements TwinReceiver, AmqpLink {

    /** Requests that are under way at most. */
    static final int CREDIT = 10;
    /** What an answer may take: it counts as unstored with the request, and so bounds what waits to be written. */
    private static final int ANSWER_ROOM = 72 * 1024;
    private static final int ASK_AGAIN_SECONDS = 3;
    private static final int OK = 200;
    private static final int DONE = 204;

    private final AmqpDevices.Shared shared;
    private final MessageOrigin origin;
    private final DeviceTwinMessages messages = new DeviceTwinMessages();
    private final DesiredFeed feed = new DesiredFeed(this);
    private @Nullable ReplyLink answers;
    private long seen;

    DeviceTwin(AmqpDevices.Shared shared, MessageOrigin origin) {
        this.shared = shared;
        this.origin = origin;
    }

    /** The link over which the device hears; null when it is gone. A new one hears of desired properties when it asks to. */
    void answersOver(@Nullable ReplyLink link) {
        answers = link;
        unfollow();
    }

    private void unfollow() {
        if (feed.isOpen()) {
            seen = Math.max(seen, feed.last());
            feed.close();
        }
    }

    /** A request; credit for another comes back with the answer. */
    void requested(RequestLink link, Message message) {
        Request request = DeviceTwinMessages.read(message);
        int room = request.body().length() + ANSWER_ROOM;
        shared.unstored().add(room);
        shared.loop().await(Uni.createFrom().deferred(() -> answerOf(request)), answer -> answer(link, answer, room),
                failure -> answer(link, refusal(request, failure), room));
    }

    private void answer(RequestLink link, byte[] answer, int room) {
        Runnable sent = () -> {
            link.answered();
            shared.unstored().remove(room);
        };
        if (answers == null) {
            sent.run(); // there is nobody to hear it
        } else {
            answers.send(answer, sent);
            shared.transport().flush();
        }
    }

    private Uni<byte[]> answerOf(Request request) {
        return switch (request.operation()) {
            case GET -> twins().view(origin.client()).emitOn(shared.loop()::run).map(view -> whole(request, view));
            case PATCH -> twins().report(origin.client(), origin.generationId(), patchOf(request))
                    .emitOn(shared.loop()::run).map(version -> messages.answer(request, DONE, OptionalLong.of(version), ""));
            case PUT -> follow().map(nothing -> done(request));
            case DELETE -> Uni.createFrom().item(this::unfollowed).map(nothing -> done(request));
        };
    }

    private TwinService twins() {
        return shared.services().twins();
    }

    private byte[] whole(Request request, DeviceView view) {
        seen = Math.max(seen, view.desiredVersion());
        return messages.answer(request, OK, OptionalLong.empty(), TwinJson.write(view));
    }

    private byte[] done(Request request) {
        return messages.answer(request, OK, OptionalLong.empty(), "");
    }

    private Optional<Boolean> unfollowed() {
        unfollow();
        return Optional.empty();
    }

    private static ReportedPatch patchOf(Request request) {
        return new ReportedPatch(TwinPatch.of(TwinSection.REPORTED, TwinText.object(request.body().bytes())),
                request.version());
    }

    private byte[] refusal(Request request, Throwable failure) {
        HubException cause = failure instanceof HubException known ? known
                : new HubException(ErrorCode.SERVER_ERROR, "The request could not be carried out", failure);
        if (cause.code().httpStatus() >= ErrorCode.SERVER_ERROR.httpStatus()) {
            report("answering a twin request over AMQP", cause);
        }
        return messages.answer(request, cause.code().httpStatus(), OptionalLong.empty(),
                DeviceTwinMessages.error(cause, shared.services().clock().instant()));
    }

    private void report(String what, Throwable cause) {
        shared.services().monitor().report(new BackgroundFailure(what, cause));
    }

    /** What the device has not seen of a twin that it has read on this connection comes too. */
    private Uni<Long> follow() {
        return twins().desiredVersion(origin.client()).emitOn(shared.loop()::run).invoke(this::open);
    }

    private void open(long version) {
        if (!feed.isOpen() && answers != null && feed.open(seen == 0 ? version : seen, version)) {
            shared.loop().run(this::ask); // after the answer
        }
    }

    /** The desired properties changed, here or elsewhere. */
    void changed(DesiredChange change) {
        if (feed.changed(change)) {
            ask();
        }
    }

    /** The device gives credit or reads again. */
    void resume() {
        if (feed.resume()) {
            ask();
        }
    }

    private void ask() {
        shared.loop().await(twins().changesAfter(origin.client(), feed.last()), this::fetched, this::notFetched);
    }

    private void fetched(List<DesiredChange> changes) {
        if (feed.fetched(changes)) {
            ask();
        }
        shared.transport().flush();
    }

    private void notFetched(Throwable failure) {
        report("reading changes of desired properties", failure);
        if (feed.notFetched()) {
            shared.loop().after(ASK_AGAIN_SECONDS, TimeUnit.SECONDS, this::askAgain);
        }
    }

    private void askAgain() {
        if (feed.notFetched()) {
            ask();
        }
    }

    @Override
    public void proceed() {
        resume();
    }

    @Override
    public boolean hasRoom() {
        boolean room = answers != null && answers.hasRoom();
        if (!room && !shared.transport().isWritable()) {
            shared.blocked().add(this);
        }
        return room;
    }

    @Override
    public void tell(long version, String patch) {
        if (answers != null) {
            answers.send(messages.change(version, TwinJson.versioned(patch, version)));
            shared.transport().flush();
        }
    }
}
