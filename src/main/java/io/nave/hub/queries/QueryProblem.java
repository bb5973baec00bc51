package io.nave.hub.queries;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** The refusal of a query that cannot be read, with the place that it fails at (semantics §3.7). */
final class QueryProblem {

    private static final String REFUSAL = "The query is invalid. Please check the format of the query and try again. ";

    private QueryProblem() {
    }

    static HubException at(String query, int offset, String detail) {
        String before = query.substring(0, Math.min(offset, query.length()));
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.length() - before.lastIndexOf('\n');
        return refusal("Line " + line + ", column " + column + ": " + detail);
    }

    static HubException refusal(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, REFUSAL + detail);
    }
}
