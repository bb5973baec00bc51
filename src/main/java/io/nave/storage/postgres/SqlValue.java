package io.nave.storage.postgres;

/**
 * An SQL expression for a value of a query, and what kind of value it can be; SQL's null is {@code undefined}. Of a typed
 * expression nothing is said twice, so that statements grow no faster than queries.
 */
record SqlValue(String sql, Kind kind) {

    /** What is known of the value. */
    enum Kind {
        /** Any JSON value, {@code jsonb}. */
        JSON,
        /** {@code boolean}. */
        TRUTH,
        /** {@code numeric}. */
        NUMBER,
        /** {@code text}. */
        TEXT,
        /** {@code text} that is never a time. */
        ID,
        /** {@code text} that compares without regard to case. */
        WORD
    }

    static final SqlValue UNDEFINED = json("null::jsonb");

    static SqlValue json(String sql) {
        return new SqlValue(sql, Kind.JSON);
    }

    static SqlValue truth(String sql) {
        return new SqlValue(sql, Kind.TRUTH);
    }

    static SqlValue number(String sql) {
        return new SqlValue(sql, Kind.NUMBER);
    }

    static SqlValue text(String sql) {
        return new SqlValue(sql, Kind.TEXT);
    }

    boolean isText() {
        return kind == Kind.TEXT || kind == Kind.ID || kind == Kind.WORD;
    }

    String asJson() {
        return kind == Kind.JSON ? sql : "to_jsonb(" + sql + ")";
    }

    String asTruth() {
        return as(kind == Kind.TRUTH, "boolean", "(" + sql + ")::boolean", "boolean");
    }

    String asNumber() {
        return as(kind == Kind.NUMBER, "number", "(" + sql + ")::numeric", "numeric");
    }

    String asText() {
        return as(isText(), "string", "(" + sql + ") #>> '{}'", "text");
    }

    /** A value of another type is not defined there. */
    private String as(boolean already, String jsonType, String converted, String sqlType) {
        if (already) {
            return sql;
        }
        return kind == Kind.JSON ? "case when jsonb_typeof(" + sql + ") = '" + jsonType + "' then " + converted + " end"
                : nothing(sql, sqlType);
    }

    /** Undefined whatever the value is, which stays in the statement for what is bound in it. */
    static String nothing(String sql, String sqlType) {
        return "case when (" + sql + ") is null then null::" + sqlType + " end";
    }
}
