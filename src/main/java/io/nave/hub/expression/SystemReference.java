package io.nave.hub.expression;

import java.util.Optional;

/** The system properties that a condition can name as {@code $name}, in any case (semantics §1.10). */
public enum SystemReference {
    CONTENT_TYPE("contentType"),
    CONTENT_ENCODING("contentEncoding"),
    CONNECTION_DEVICE_ID("connectionDeviceId"),
    CONNECTION_MODULE_ID("connectionModuleId"),
    /** When the hub took the message: UTC with seven digits of a fraction. */
    ENQUEUED_TIME("enqueuedTime"),
    MESSAGE_ID("messageId"),
    USER_ID("userId"),
    CORRELATION_ID("correlationId"),
    CONNECTION_GENERATION_ID("connectionDeviceGenerationId"),
    CONNECTION_AUTH_METHOD("connectionAuthMethod"),
    DATA_SCHEMA("dt-dataschema"),
    SUBJECT("dt-subject"),
    TO("to"),
    ACK("ack");

    private final String keyword;

    SystemReference(String keyword) {
        this.keyword = keyword;
    }

    /** The name, without the dollar sign. */
    public String keyword() {
        return keyword;
    }

    static Optional<SystemReference> find(String keyword) {
        for (SystemReference reference : values()) {
            if (reference.keyword.equalsIgnoreCase(keyword)) {
                return Optional.of(reference);
            }
        }
        return Optional.empty();
    }
}
