package io.nave.storage.postgres;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.twins.ReportedPatch;
import io.nave.hub.twins.TwinRules;
import io.nave.hub.twins.TwinSection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/**
 * Reported patches on their way to the database: what comes while one statement is under way goes together with the next, so
 * that many share one commit. At most one statement is under way, which keeps the patches of a twin in the order in which they
 * came. Bounded by the number and the text of what waits; beyond that the sender is refused. From any thread.
 */
@Singleton
final class ReportedBatches {

    private static final int MAX_WAITING = 20_000;
    private static final long MAX_WAITING_CHARS = 64L << 20;
    private static final int MAX_AT_ONCE = 500;
    private static final long MAX_CHARS_AT_ONCE = 2L << 20;
    private static final String REPORT = "select outcome, new_version from nave_twin_report($1, $2, $3, $4, $5, $6, $7)";

    private final PostgresStatements statements;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long waitingChars;
    private boolean underWay;

    ReportedBatches(PostgresStatements statements) {
        this.statements = statements;
    }

    private record Waiting(ClientId client, Optional<String> generationId, ReportedPatch patch, boolean tell,
            UniEmitter<? super Long> sender) {

        private static final Comparator<Waiting> BY_TWIN = Comparator
                .comparing((Waiting one) -> one.client.device().value()).thenComparing(Waiting::module);

        String module() {
            return client.module().map(DeviceId::value).orElse("");
        }

        int length() {
            return patch.patch().json().length();
        }
    }

    /** Fails like {@code TwinStore.report}. */
    Uni<Long> add(ClientId client, Optional<String> generationId, ReportedPatch patch, boolean tell) {
        return Uni.createFrom().emitter(sender -> add(new Waiting(client, generationId, patch, tell, sender)));
    }

    private void add(Waiting one) {
        boolean start;
        synchronized (this) {
            if (waiting.size() >= MAX_WAITING || waitingChars >= MAX_WAITING_CHARS) {
                one.sender()
                        .fail(new HubException(ErrorCode.SERVER_BUSY, "Too many patches wait to be stored; try again later"));
                return;
            }
            waiting.add(one);
            waitingChars += one.length();
            start = !underWay;
            underWay = true;
        }
        if (start) {
            next();
        }
    }

    private void next() {
        List<Waiting> batch = take();
        if (!batch.isEmpty()) {
            send(batch).subscribe().with(sent -> next(), failure -> next());
        }
    }

    private synchronized List<Waiting> take() {
        List<Waiting> batch = new ArrayList<>();
        long chars = 0;
        while (!waiting.isEmpty() && batch.size() < MAX_AT_ONCE && chars < MAX_CHARS_AT_ONCE) {
            Waiting one = waiting.remove();
            chars += one.length();
            batch.add(one);
        }
        waitingChars -= chars;
        underWay = !batch.isEmpty();
        batch.sort(Waiting.BY_TWIN); // stable; and all replicas lock in the same order
        return batch;
    }

    /** A patch that the database cannot take must not take the others down with it: then each goes alone. */
    private Uni<Void> send(List<Waiting> batch) {
        return Uni.createFrom().deferred(() -> store(batch))
                .onFailure(failure -> batch.size() > 1 && isRejected(failure)).recoverWithUni(() -> sendOneByOne(batch))
                .onFailure().invoke(failure -> fail(batch, failure));
    }

    private static void fail(List<Waiting> batch, Throwable failure) {
        batch.forEach(one -> one.sender().fail(failure));
    }

    private static boolean isRejected(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() == ErrorCode.SERVER_ERROR;
    }

    private Uni<Void> sendOneByOne(List<Waiting> batch) {
        return Multi.createFrom().iterable(batch).onItem().transformToUniAndConcatenate(this::sendAlone)
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> sendAlone(Waiting one) {
        return send(List.of(one)).onFailure().recoverWithNull();
    }

    private Uni<Void> store(List<Waiting> batch) {
        String[] devices = batch.stream().map(one -> one.client().device().value()).toArray(String[]::new);
        String[] modules = batch.stream().map(Waiting::module).toArray(String[]::new);
        @Nullable
        String[] generations = batch.stream().map(one -> one.generationId().orElse(null)).toArray(String[]::new);
        String[] patches = batch.stream().map(one -> one.patch().patch().json()).toArray(String[]::new);
        @Nullable
        Long[] bases = batch.stream().map(one -> base(one.patch())).toArray(Long[]::new);
        return statements.run(REPORT, devices, modules, generations, patches, bases, TwinSection.REPORTED.maxSize(),
                batch.stream().anyMatch(Waiting::tell))
                .invoke(answers -> answer(batch, answers)).replaceWithVoid();
    }

    private static @Nullable Long base(ReportedPatch patch) {
        return patch.base().isPresent() ? patch.base().getAsLong() : null;
    }

    private static void answer(List<Waiting> batch, RowSet<Row> answers) {
        Iterator<Row> rows = answers.iterator();
        for (Waiting one : batch) {
            answer(one, rows.next());
        }
    }

    private static void answer(Waiting one, Row row) {
        switch (row.getString(0)) {
            case "done" -> one.sender().complete(row.getLong(1));
            case "stale" -> one.sender().fail(new HubException(ErrorCode.PRECONDITION_FAILED,
                    "The reported properties have version " + row.getLong(1) + " by now"));
            case "large" -> one.sender().fail(TwinRules.tooLarge(TwinSection.REPORTED));
            default -> one.sender().fail(PostgresTwinStore.absent(one.client()));
        }
    }
}
