package io.nave.storage.postgres;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Addressees;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/**
 * Looks addressees up in PostgreSQL, at the moment they are asked for, so that a device that was disabled gets nothing more.
 * What
 * is asked while one query is under way goes together with the next; answers keep the order of the questions. Bounded: beyond
 * that the sender is refused. From any thread.
 */
@Singleton
final class PostgresAddressees implements Addressees {

    private static final int MAX_WAITING = 20_000;
    private static final int MAX_AT_ONCE = 1000;
    private static final String FIND = """
            select d.device_id is not null and d.enabled,
                   case when asked.module = '' then d.generation_id else m.generation_id end
            from unnest($1::text[], $2::text[]) with ordinality as asked(device, module, place)
            left join device d on d.device_id = asked.device collate "C"
            left join module m on m.device_id = asked.device collate "C" and m.module_id = asked.module collate "C"
            order by asked.place""";

    private final PostgresStatements statements;
    private final ArrayDeque<Question> waiting = new ArrayDeque<>();
    private boolean underWay;

    private record Question(ClientId client, UniEmitter<? super String> asker) {

        String module() {
            return client.module().map(DeviceId::value).orElse("");
        }
    }

    PostgresAddressees(PostgresStatements statements) {
        this.statements = statements;
    }

    @Override
    public Uni<String> generationOf(ClientId client) {
        return Uni.createFrom().emitter(asker -> ask(new Question(client, asker)));
    }

    private void ask(Question question) {
        boolean start;
        synchronized (this) {
            if (waiting.size() >= MAX_WAITING) {
                question.asker().fail(new HubException(ErrorCode.SERVER_BUSY,
                        "Too much waits to be sent to devices; try again later"));
                return;
            }
            waiting.add(question);
            start = !underWay;
            underWay = true;
        }
        if (start) {
            next();
        }
    }

    private void next() {
        List<Question> batch = take();
        if (!batch.isEmpty()) {
            find(batch).subscribe().with(rows -> answer(batch, rows), failure -> fail(batch, failure));
        }
    }

    private synchronized List<Question> take() {
        List<Question> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < MAX_AT_ONCE) {
            batch.add(waiting.remove());
        }
        underWay = !batch.isEmpty();
        return batch;
    }

    private Uni<RowSet<Row>> find(List<Question> batch) {
        String[] devices = batch.stream().map(question -> question.client().device().value()).toArray(String[]::new);
        String[] modules = batch.stream().map(Question::module).toArray(String[]::new);
        return statements.run(FIND, devices, modules);
    }

    /** All are answered before the next are asked, which keeps the order. */
    private void answer(List<Question> batch, RowSet<Row> rows) {
        Iterator<Row> row = rows.iterator();
        for (Question question : batch) {
            answer(question, row.next());
        }
        next();
    }

    private static void answer(Question question, Row row) {
        boolean mayBeReached = Boolean.TRUE.equals(row.getBoolean(0));
        @Nullable
        String generation = row.getString(1);
        if (!mayBeReached) {
            question.asker().fail(new HubException(ErrorCode.DEVICE_NOT_FOUND,
                    "Device " + question.client().device() + " is not registered, or is disabled"));
        } else if (generation == null) {
            question.asker().fail(new HubException(ErrorCode.MODULE_NOT_FOUND,
                    "Module " + question.module() + " is not registered on device " + question.client().device()));
        } else {
            question.asker().complete(generation);
        }
    }

    private void fail(List<Question> batch, Throwable failure) {
        batch.forEach(question -> question.asker().fail(failure));
        next();
    }
}
