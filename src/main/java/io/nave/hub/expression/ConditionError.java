package io.nave.hub.expression;

/** Why a condition does not compile, in the documented words (semantics §1.9, §1.10). */
public record ConditionError(String message, Severity severity, Range location) {

    /** How bad it is; the compiler only knows errors. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** A place in the text; both count from 1, columns in UTF-16 units. */
    public record Position(int line, int column) {
    }

    /** A part of the text; {@code end} is behind it. */
    public record Range(Position start, Position end) {
    }

    static ConditionError at(String text, int from, int to, String message) {
        return new ConditionError(message, Severity.ERROR, new Range(position(text, from), position(text, to)));
    }

    private static Position position(String text, int offset) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < Math.min(offset, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Position(line, offset - lineStart + 1);
    }
}
