package io.nave.hub.access;

import io.smallrye.mutiny.Uni;

/** The port to how keys are kept: sealed with a key-encryption key that is not stored beside them. From any thread. */
public interface KeysAtRest {

    /**
     * Makes sure that what is stored can be opened; the server calls it before anything reads a key. Fails with an
     * IllegalStateException that says what to give when the key-encryption key is another one.
     */
    Uni<Void> open();

    /** Seals what is stored unsealed, or with an earlier key-encryption key; completes when nothing is left. */
    Uni<Void> sealAll();
}
