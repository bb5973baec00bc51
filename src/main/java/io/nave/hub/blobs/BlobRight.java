package io.nave.hub.blobs;

/** What a signed query may let its holder do ({@code sp}). */
public enum BlobRight {
    READ('r'),
    /** Writes a blob that is not there yet. */
    CREATE('c'),
    WRITE('w'),
    DELETE('d'),
    LIST('l');

    private final char letter;

    BlobRight(char letter) {
        this.letter = letter;
    }

    /** As it stands in {@code sp}. */
    public char letter() {
        return letter;
    }
}
