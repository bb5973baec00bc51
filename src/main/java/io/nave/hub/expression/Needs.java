package io.nave.hub.expression;

/** What it takes to evaluate an expression; what takes nothing is the same for every message. */
record Needs(boolean properties, boolean twin, boolean body) {

    static final Needs NOTHING = new Needs(false, false, false);
    static final Needs PROPERTIES = new Needs(true, false, false);
    static final Needs TWIN = new Needs(false, true, false);
    static final Needs BODY = new Needs(false, false, true);

    Needs and(Needs other) {
        return new Needs(properties || other.properties, twin || other.twin, body || other.body);
    }

    boolean isNothing() {
        return equals(NOTHING);
    }

    /** Whether what needs this should be asked before what needs the other. */
    boolean isCheaperThan(Needs other) {
        return price() < other.price();
    }

    private int price() {
        if (body) {
            return 3;
        }
        return twin ? 2 : properties ? 1 : 0;
    }
}
