package io.nave.storage.postgres;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.vertx.core.VertxException;
import io.vertx.sqlclient.DatabaseException;

/**
 * What a failure of PostgreSQL means to the hub: a database that is away is SERVICE_UNAVAILABLE, so that a client tries again
 * and never hears that a device is unknown; a statement that PostgreSQL rejects is SERVER_ERROR. Causes hold statements, but
 * no values.
 */
final class PostgresFailure {

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private static final String CLASS_OF_VALUES = "22";

    /** Connection lost, read-only standby, out of resources, shutting down or starting, system error. */
    private static final Set<String> CLASSES_OF_ABSENCE = Set.of("08", "25", "53", "57", "58");

    private PostgresFailure() {
    }

    /** The row that this one hangs on is not there. */
    static boolean isOrphan(Throwable failure) {
        return sqlState(failure).filter(FOREIGN_KEY_VIOLATION::equals).isPresent();
    }

    /** A value in the statement is one that nobody can reckon with. */
    static boolean isOfValue(Throwable failure) {
        return sqlState(failure).filter(state -> state.startsWith(CLASS_OF_VALUES)).isPresent();
    }

    /** The failure of work that took too long. */
    static HubException late() {
        return new HubException(ErrorCode.SERVICE_UNAVAILABLE, "The database did not answer in time, try again later");
    }

    static HubException translate(Throwable failure) {
        if (failure instanceof HubException already) {
            return already;
        }
        return meansAbsence(failure)
                ? new HubException(ErrorCode.SERVICE_UNAVAILABLE, "The database is not available, try again later", failure)
                : new HubException(ErrorCode.SERVER_ERROR, "The database rejected a statement", failure);
    }

    private static boolean meansAbsence(Throwable failure) {
        return sqlState(failure).map(state -> CLASSES_OF_ABSENCE.contains(state.substring(0, 2)))
                .orElseGet(() -> chain(failure).anyMatch(PostgresFailure::isOfConnection));
    }

    /** Without a state from PostgreSQL it is the network, unless it is a mistake of this program. */
    private static boolean isOfConnection(Throwable failure) {
        return failure instanceof VertxException || !(failure instanceof RuntimeException || failure instanceof Error);
    }

    private static Optional<String> sqlState(Throwable failure) {
        return chain(failure).map(PostgresFailure::ownState).flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> ownState(Throwable failure) {
        return switch (failure) {
            case DatabaseException e -> Optional.ofNullable(e.getSqlState());
            case SQLException e -> Optional.ofNullable(e.getSQLState());
            default -> Optional.empty();
        };
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
