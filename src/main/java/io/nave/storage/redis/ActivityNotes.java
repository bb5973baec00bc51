package io.nave.storage.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.nave.storage.redis.PresenceScripts.Activity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * Tells the other replicas when those who are connected here were last active. One slice of the buckets after the other, and a
 * bucket's connections together, so that a hundred thousand busy devices are a few small batches a second. Not for concurrent
 * use.
 */
final class ActivityNotes {

    /** How many steps make one round over all connections. */
    static final int SLICES = 8;

    private static final int MAX_BATCH = 250;
    private static final int BATCHES_AT_ONCE = 32;

    private final Collection<HeldConnection> held;
    private final PresenceScripts scripts;
    private int slice;

    ActivityNotes(Collection<HeldConnection> held, PresenceScripts scripts) {
        this.held = held;
        this.scripts = scripts;
    }

    /** Some connections of one bucket. */
    private record Batch(String bucket, List<Activity> activities) {
    }

    /** Notes what is new in the next slice. */
    Uni<Void> noteSlice() {
        slice = (slice + 1) % SLICES;
        Map<String, List<Activity>> due = held.stream().filter(this::isDue)
                .map(one -> new Activity(one, one.activity()))
                .collect(Collectors.groupingBy(one -> PresenceKeys.bucket(one.connection().client().device())));
        return Multi.createFrom().iterable(due.entrySet())
                .onItem().transformToIterable(bucket -> batches(bucket.getKey(), bucket.getValue()))
                .onItem().transformToUni(this::note).merge(BATCHES_AT_ONCE)
                .collect().last().replaceWithVoid();
    }

    private boolean isDue(HeldConnection one) {
        return PresenceKeys.number(one.client().device()) % SLICES == slice && one.isToBeNoted();
    }

    private static List<Batch> batches(String bucket, List<Activity> activities) {
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < activities.size(); from += MAX_BATCH) {
            batches.add(new Batch(bucket, activities.subList(from, Math.min(from + MAX_BATCH, activities.size()))));
        }
        return batches;
    }

    private Uni<@Nullable Response> note(Batch batch) {
        return Uni.createFrom().completionStage(() -> send(batch));
    }

    private CompletionStage<@Nullable Response> send(Batch batch) {
        return scripts.active(batch.bucket(), batch.activities()).whenComplete((answer, failure) -> noted(batch, failure));
    }

    private static void noted(Batch batch, @Nullable Throwable failure) {
        if (failure == null) {
            batch.activities().forEach(one -> one.connection().noted(one.at()));
        }
    }
}
