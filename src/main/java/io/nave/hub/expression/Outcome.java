package io.nave.hub.expression;

/** What a condition says of a message (semantics §1.10); only exactly TRUE lets it through. */
public enum Outcome {
    TRUE("true"),
    FALSE("false"),
    UNDEFINED("undefined"),
    /** A condition that is null: no match, as false. */
    NULL("false");

    private final String wireName;

    Outcome(String wireName) {
        this.wireName = wireName;
    }

    static Outcome of(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    /** The word in the answer to a test of a route (semantics §1.9). */
    public String wireName() {
        return wireName;
    }

    /** Three-valued: false beats undefined. */
    Outcome and(Outcome other) {
        if (this == FALSE || other == FALSE) {
            return FALSE;
        }
        return this == UNDEFINED || other == UNDEFINED ? UNDEFINED : TRUE;
    }

    /** Three-valued: true beats undefined. */
    Outcome or(Outcome other) {
        if (this == TRUE || other == TRUE) {
            return TRUE;
        }
        return this == UNDEFINED || other == UNDEFINED ? UNDEFINED : FALSE;
    }

    Outcome not() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE, NULL -> TRUE;
            case UNDEFINED -> UNDEFINED;
        };
    }
}
