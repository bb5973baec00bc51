package io.nave.hub.blobs;

/**
 * A request to blob storage that was refused. It has a table of codes of its own, so it is no HubException; like there, the
 * detail says what to do next, holds no secret, and there is no stack trace.
 */
public final class BlobRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final BlobError error;

    public BlobRefusal(BlobError error, String detail) {
        super(detail, null, false, false);
        this.error = error;
    }

    public BlobError error() {
        return error;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
