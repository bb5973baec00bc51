package io.nave.storage.postgres;

import java.util.function.Function;

import jakarta.persistence.LockModeType;

import org.hibernate.reactive.mutiny.Mutiny;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.smallrye.mutiny.Uni;

/** A document that the hub has once. A change locks the only row, so changes come one after the other. From any thread. */
final class HubDocument<R extends DocumentRow, T> {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final PostgresSessions sessions;
    private final Class<R> table;
    private final Format<T> format;

    /** How the document is written. {@code read} and {@code write} may fail with a HubException. */
    record Format<T>(String name, Function<JsonNode, T> read, Function<T, JsonNode> write) {
    }

    /** What goes with a change. */
    interface Consequence<T> {
        Uni<Void> follow(Mutiny.StatelessSession session, T before, T after);
    }

    /** The document as it is stored. */
    record Stored<T>(T document, long version) {
    }

    HubDocument(PostgresSessions sessions, Class<R> table, Format<T> format) {
        this.sessions = sessions;
        this.table = table;
        this.format = format;
    }

    Uni<Stored<T>> load() {
        return sessions.call(session -> session.createSelectionQuery(theRow(), table).getSingleResult()).map(this::stored);
    }

    Uni<Long> version() {
        return sessions
                .call(session -> session.createSelectionQuery("select version " + theRow(), Long.class).getSingleResult());
    }

    /** Fails with what {@code change} throws; a document that stays as it is keeps its version. */
    Uni<Stored<T>> change(Function<Stored<T>, T> change) {
        return change(change, (session, before, after) -> Uni.createFrom().voidItem());
    }

    /** As {@link #change(Function)}, and does what goes with it in the same transaction. */
    Uni<Stored<T>> change(Function<Stored<T>, T> change, Consequence<T> consequence) {
        return sessions.transact(session -> changed(session, change, consequence));
    }

    /** Writes the document once more in the form of now; it stays the same, and keeps its version. */
    Uni<Void> rewrite() {
        return sessions.transact(this::rewritten).replaceWithVoid();
    }

    private Uni<Stored<T>> rewritten(Mutiny.StatelessSession session) {
        return locked(session).chain(present -> write(session, present));
    }

    private Uni<Stored<T>> locked(Mutiny.StatelessSession session) {
        return session.createSelectionQuery(theRow(), table).setLockMode(LockModeType.PESSIMISTIC_WRITE).getSingleResult()
                .map(this::stored);
    }

    private Uni<Stored<T>> changed(Mutiny.StatelessSession session, Function<Stored<T>, T> change,
            Consequence<T> consequence) {
        return locked(session).chain(present -> written(session, present, change.apply(present), consequence));
    }

    private Uni<Stored<T>> written(Mutiny.StatelessSession session, Stored<T> present, T wanted, Consequence<T> consequence) {
        if (wanted.equals(present.document())) {
            return Uni.createFrom().item(present);
        }
        return write(session, new Stored<>(wanted, present.version() + 1))
                .call(() -> consequence.follow(session, present.document(), wanted));
    }

    private Uni<Stored<T>> write(Mutiny.StatelessSession session, Stored<T> next) {
        return session.createMutationQuery("update " + table.getSimpleName()
                + " set version = :version, document = :document where id = true")
                .setParameter("version", next.version())
                .setParameter("document", format.write().apply(next.document()).toString()).executeUpdate()
                .replaceWith(next);
    }

    private String theRow() {
        return "from " + table.getSimpleName() + " where id = true";
    }

    private Stored<T> stored(R row) {
        try {
            return new Stored<>(format.read().apply(MAPPER.readTree(row.document)), row.version);
        } catch (JsonProcessingException | HubException e) {
            throw new HubException(ErrorCode.SERVER_ERROR, "The stored " + format.name() + " cannot be read: "
                    + (e instanceof HubException h ? h.detail() : "no JSON"), e);
        }
    }
}
