package io.nave.launcher;

/** Why the launcher cannot go on, as one sentence for the person at the terminal: what happened and what to do next. */
final class LaunchFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LaunchFailure(String sentence) {
        super(sentence, null, false, false);
    }

    LaunchFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
