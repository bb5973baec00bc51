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
        return sessions.transact(session -> changed(session, change));
    }

    private Uni<Stored<T>> changed(Mutiny.StatelessSession session, Function<Stored<T>, T> change) {
        return session.createSelectionQuery(theRow(), table).setLockMode(LockModeType.PESSIMISTIC_WRITE).getSingleResult()
                .map(this::stored)
                .chain(present -> written(session, present, change.apply(present)));
    }

    private Uni<Stored<T>> written(Mutiny.StatelessSession session, Stored<T> present, T wanted) {
        if (wanted.equals(present.document())) {
            return Uni.createFrom().item(present);
        }
        Stored<T> next = new Stored<>(wanted, present.version() + 1);
        return session.createMutationQuery("update " + table.getSimpleName()
                + " set version = :version, document = :document where id = true")
                .setParameter("version", next.version())
                .setParameter("document", format.write().apply(wanted).toString()).executeUpdate().replaceWith(next);
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
