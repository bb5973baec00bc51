package io.nave.storage.blob;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.nave.hub.blobs.MessageContainer;
import io.nave.hub.blobs.MessageFile;
import io.nave.hub.blobs.MessageFileFailure;
import io.nave.hub.blobs.MessageFileFailure.Reason;
import io.nave.hub.blobs.MessageFileName;
import io.nave.hub.error.HubException;
import io.nave.hub.files.BlobName;
import io.nave.storage.blob.StorageHttp.Answer;
import io.nave.storage.blob.StorageHttp.Order;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;

/** A container of a storage account that files of messages go to. Completes on event loops. */
final class AzureMessageContainer implements MessageContainer {

    /** Longer than any request takes, with all tries: clocks differ. */
    private static final Duration TO_ASK = Duration.ofMinutes(15);
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final List<String> NO_CONTAINER = List.of("ContainerNotFound", "ContainerDisabled", "AccountIsDisabled");

    private final StorageHttp http;
    private final AzureAccount account;
    private final Clock clock;

    AzureMessageContainer(StorageHttp http, AzureAccount account, Clock clock) {
        this.http = http;
        this.account = account;
        this.clock = clock;
    }

    @Override
    public Uni<MessageFile> begin(MessageFileName name) {
        return free(name, 0).map(blob -> new AzureMessageFile(this, blob));
    }

    private Uni<BlobName> free(MessageFileName name, int taken) {
        if (taken == MessageFileName.MOST) {
            throw new MessageFileFailure(Reason.AWAY, "There are " + taken + " files of this minute already");
        }
        BlobName blob = name.after(taken);
        return find(blob).chain(found -> found.isEmpty() ? Uni.createFrom().item(blob) : free(name, taken + 1));
    }

    /** What is said of a blob, empty when there is none. */
    Uni<Optional<Answer>> find(BlobName blob) {
        return ask(HttpMethod.HEAD, blob, "", Map.of(), Optional.empty()).map(this::known);
    }

    private Optional<Answer> known(Answer answer) {
        if (answer.status() == NOT_FOUND && !NO_CONTAINER.contains(answer.code())) {
            return Optional.empty();
        }
        if (answer.status() != OK) {
            throw refused(answer);
        }
        return Optional.of(answer);
    }

    Uni<Answer> put(BlobName blob, String moreQuery, Map<String, String> headers, byte[] body) {
        return ask(HttpMethod.PUT, blob, moreQuery, headers, Optional.of(body));
    }

    private Uni<Answer> ask(HttpMethod method, BlobName blob, String moreQuery, Map<String, String> headers,
            Optional<byte[]> body) {
        return Uni.createFrom().deferred(() -> {
            String signature = account.signatures().forContainer("rcw", clock.instant().plus(TO_ASK));
            return http.insist(new Order(method, account.uri(blob) + signature + moreQuery, headers, body));
        }).onFailure(HubException.class).transform(AzureMessageContainer::away);
    }

    private static MessageFileFailure away(Throwable failure) {
        return new MessageFileFailure(Reason.AWAY, failure instanceof HubException known
                ? known.detail()
                : failure.getClass().getSimpleName());
    }

    /** What an answer means that was not hoped for. */
    MessageFileFailure refused(Answer answer) {
        String detail = ("The storage account " + account.name() + " answers " + answer.status() + " " + answer.code()).strip()
                + " for the container " + account.container();
        if (NO_CONTAINER.contains(answer.code())) {
            return new MessageFileFailure(Reason.NO_CONTAINER, detail);
        }
        boolean known = answer.status() != UNAUTHORIZED && answer.status() != FORBIDDEN;
        return new MessageFileFailure(known ? Reason.AWAY : Reason.UNAUTHORIZED, detail);
    }
}
