package io.nave.hub.error;

/**
 * The one failure of the hub. The detail says what to do next and never holds a secret; below status 500 there is no stack
 * trace, because a refusal is ordinary and must be cheap.
 */
public final class HubException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public HubException(ErrorCode code, String detail) {
        super(detail, null, false, code.httpStatus() >= 500);
        this.code = code;
    }

    public HubException(ErrorCode code, String detail, Throwable cause) {
        super(detail, cause, false, code.httpStatus() >= 500);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** The text for people; never null. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
