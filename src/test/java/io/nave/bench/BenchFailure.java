package io.nave.bench;

/** Why a measurement cannot be taken, in a sentence for the person who started it. */
final class BenchFailure extends RuntimeException {

    BenchFailure(String sentence) {
        super(sentence);
    }

    BenchFailure(String sentence, Throwable cause) {
        super(sentence + " (" + cause.getMessage() + ")", cause);
    }
}
