package io.nave.hub.blobs;

/** Why a file of messages could not be written now. The detail is for the operator and holds no secret; no stack trace. */
public final class MessageFileFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What kind of failure it is. */
    public enum Reason {
        /** The store does not answer, is busy, or fails. */
        AWAY,
        /** The store does not accept the key. */
        UNAUTHORIZED,
        /** What is free on the hub's disk is reserved. */
        FULL,
        /** There is no such container, or nobody may use it. */
        NO_CONTAINER
    }

    public MessageFileFailure(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
