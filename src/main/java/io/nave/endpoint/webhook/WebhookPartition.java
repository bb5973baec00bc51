package io.nave.endpoint.webhook;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.Delivery.Refusal;
import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.outbox.OutboxEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Posts one partition, one batch after the other. While a receiver asked to be left alone nothing is posted, and the fault is
 * what it said. Its state belongs to the one call that is under way.
 */
final class WebhookPartition implements PartitionSender {

    private final WebhookEvents events;
    private final WebhookHttp http;
    private final BatchSize size;
    private final Clock clock;
    private long checkpoint;
    private Instant quietUntil = Instant.EPOCH;
    private @Nullable EndpointFault quietFor;

    WebhookPartition(WebhookEvents events, WebhookHttp http, BatchSize size, Clock clock) {
        this.events = events;
        this.http = http;
        this.size = size;
        this.clock = clock;
    }

    @Override
    public Uni<Delivery> send(List<OutboxEntry> entries) {
        if (entries.isEmpty()) {
            return Uni.createFrom().item(Delivery.upTo(checkpoint));
        }
        checkpoint = entries.getFirst().sequence();
        EndpointFault quiet = quietFor;
        if (quiet != null && clock.instant().isBefore(quietUntil)) {
            return Uni.createFrom().item(Delivery.failedAt(checkpoint, quiet));
        }
        return Uni.createFrom().completionStage(() -> new Round(entries).start().toCompletionStage());
    }

    @Override
    public Uni<Void> close() {
        return Uni.createFrom().voidItem();
    }

    /** The entries of one call. */
    private final class Round {

        private final List<OutboxEntry> entries;
        private final List<Refusal> refused = new ArrayList<>();
        private final Promise<Delivery> done = Promise.promise();
        private int at;

        Round(List<OutboxEntry> entries) {
            this.entries = entries;
        }

        Future<Delivery> start() {
            post();
            return done.future();
        }

        private void post() {
            WebhookEvents.Batch batch = events.encode(entries.subList(at, entries.size()), size.next());
            http.post(batch.body()).onSuccess(verdict -> judge(verdict, batch.count())).onFailure(done::tryFail);
        }

        private void judge(WebhookVerdict verdict, int count) {
            switch (verdict) {
                case WebhookVerdict.Taken() -> taken(count);
                case WebhookVerdict.TooLarge() -> tooLarge(count);
                case WebhookVerdict.Refused(int status) -> refused(count, status);
                case WebhookVerdict.Failed failed -> failed(failed);
            }
        }

        private void taken(int count) {
            size.taken();
            pass(count);
        }

        private void tooLarge(int count) {
            size.tooLarge(count);
            if (count == 1) {
                refuse("The webhook finds it too large (413)");
            } else {
                post();
            }
        }

        private void refused(int count, int status) {
            size.refused(count);
            if (count == 1) {
                size.found();
                refuse("The webhook refuses it (" + status + ")");
            } else {
                post();
            }
        }

        private void refuse(String reason) {
            refused.add(new Refusal(entries.get(at), reason));
            pass(1);
        }

        private void pass(int count) {
            at += count;
            checkpoint = entries.get(at - 1).sequence() + 1;
            if (at < entries.size()) {
                post();
            } else {
                done.complete(new Delivery(checkpoint, refused, Optional.empty()));
            }
        }

        private void failed(WebhookVerdict.Failed failed) {
            quietFor = failed.fault();
            quietUntil = clock.instant().plus(failed.pause());
            done.complete(new Delivery(checkpoint, refused, Optional.of(failed.fault())));
        }
    }
}
