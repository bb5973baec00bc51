package io.nave.hub.jobs;

/** A line of a file that is not blank; lines are counted from 1, and {@code endOffset} is that of the byte after it. */
sealed interface JobLine {

    /** A line without its end. */
    record Text(long number, long endOffset, String text) implements JobLine {

        @Override
        public String toString() {
            return "Text[" + number + "]"; // it may hold keys
        }
    }

    /** A line that is no text that could be read. */
    record Broken(long number, long endOffset, String reason) implements JobLine {
    }

    long number();

    long endOffset();
}
