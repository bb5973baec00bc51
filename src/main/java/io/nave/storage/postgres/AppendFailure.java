package io.nave.storage.postgres;

import io.vertx.pgclient.PgException;

/** What a failed append means, by the SQLSTATE that PostgreSQL answered, if it did. */
enum AppendFailure {

    /** No table holds this time (23514): make it, then append again. Nothing was stored. */
    NO_SEGMENT,

    /** The database said no for now and stays connected (disk full, lock time-out, …): append again. Nothing was stored. */
    LATER,

    /**
     * The database is going or gone, or did not answer: connect again, then ask. It may be stored. Also when the writer's row
     * is
     * gone (NV001), because this replica was not seen for weeks: connecting makes it known again.
     */
    CUT_OFF,

    /** The database will never take it. Nothing was stored. */
    NEVER;

    static AppendFailure of(Throwable cause) {
        return cause instanceof PgException answer ? of(String.valueOf(answer.getSqlState())) : CUT_OFF;
    }

    private static AppendFailure of(String state) {
        return switch (state) {
            case "23514" -> NO_SEGMENT;
            case "NV001" -> CUT_OFF;
            default -> ofClass(state);
        };
    }

    /** The class of an SQLSTATE is its first two characters. */
    private static AppendFailure ofClass(String state) {
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08", "57", "XX", "58", "28", "3D" -> CUT_OFF; // connection, shutdown, internal, I/O, who we are, which database
            case "25", "40", "53", "55" -> LATER; // standby, deadlock, resources, locks
            default -> NEVER;
        };
    }
}
