package io.nave.hub.blobs;

import io.nave.hub.files.BlobName;

/** What a file is to be called: {@code stem.extension}, or {@code stem-1.extension} when that is taken, and so on. */
public record MessageFileName(String stem, String extension) {

    /** How many files of one stem there may be. */
    public static final int MOST = 1_000;

    /** Fails with ARGUMENT_INVALID when it is no name. */
    public MessageFileName {
        name(stem, extension, MOST - 1);
    }

    /** The name after so many that are taken. */
    public BlobName after(int taken) {
        return name(stem, extension, taken);
    }

    private static BlobName name(String stem, String extension, int taken) {
        return new BlobName(taken == 0 ? stem + extension : stem + "-" + taken + extension);
    }
}
