package io.nave.hub.error;

/**
 * Every refusal the hub knows: its wire number (service-protocols §4.5, semantics §6.3), the name that stands in
 * {@code iothub-errorcode}, and its AMQP condition (device-protocols §2.11). The HTTP status is the first three digits.
 */
public enum ErrorCode {
    GENERIC_BAD_REQUEST(400000, "GenericBadRequest", Amqp.ARGUMENT_ERROR),
    INVALID_PROTOCOL_VERSION(400001, "InvalidProtocolVersion", Amqp.ARGUMENT_ERROR),
    INVALID_OPERATION(400003, "InvalidOperation", "amqp:not-allowed"),
    ARGUMENT_INVALID(400004, "ArgumentInvalid", Amqp.ARGUMENT_ERROR),
    ARGUMENT_NULL(400005, "ArgumentNull", Amqp.ARGUMENT_ERROR),
    IOT_HUB_FORMAT_ERROR(400006, "IotHubFormatError", Amqp.ARGUMENT_ERROR),
    CONNECTION_FORCEFULLY_CLOSED(400027, "ConnectionForcefullyClosedOnNewConnection", "amqp:link:stolen"),
    IOT_HUB_UNAUTHORIZED_ACCESS(401002, "IotHubUnauthorizedAccess", Amqp.UNAUTHORIZED),
    IOT_HUB_UNAUTHORIZED(401003, "IotHubUnauthorized", Amqp.UNAUTHORIZED),
    DEVICE_DISABLED(403012, "DeviceDisabled", Amqp.UNAUTHORIZED),
    DEVICE_NOT_FOUND(404001, "DeviceNotFound", Amqp.NOT_FOUND),
    ADDRESS_NOT_FOUND(404006, "AmqpAddressNotFound", Amqp.NOT_FOUND),
    MODULE_NOT_FOUND(404010, "ModuleNotFound", Amqp.NOT_FOUND),
    FEATURE_NOT_SUPPORTED(404013, "FeatureNotSupported", "amqp:not-implemented"),
    RESOURCE_NOT_FOUND(404000, "ResourceNotFound", Amqp.NOT_FOUND),
    HTTP_METHOD_NOT_ALLOWED(405000, "HttpMethodNotAllowed", "amqp:not-allowed"),
    CONFLICT(409000, "Conflict", "amqp:not-allowed"),
    DEVICE_ALREADY_EXISTS(409001, "DeviceAlreadyExists", "com.microsoft:device-already-exists"),
    LINK_CREATION_CONFLICT(409002, "LinkCreationConflict", "com.microsoft:link-creation-conflict"),
    PRECONDITION_FAILED(412001, "PreconditionFailed", "amqp:precondition-failed"),
    MESSAGE_TOO_LARGE(413001, "MessageTooLarge", "amqp:link:message-size-exceeded"),
    UNSUPPORTED_MEDIA_TYPE(415000, "UnsupportedMediaType", Amqp.ARGUMENT_ERROR),
    THROTTLING(429001, "ThrottlingException", "com.microsoft:device-container-throttled"),
    SERVER_ERROR(500001, "ServerError", "amqp:internal-error"),
    SERVICE_UNAVAILABLE(503001, "ServiceUnavailable", "amqp:internal-error"),
    SERVER_BUSY(503005, "ServerBusy", "com.microsoft:server-busy"),
    GATEWAY_TIMEOUT(504101, "GatewayTimeout", "com.microsoft:timeout");

    private final int number;
    private final String wireName;
    private final String amqpCondition;

    ErrorCode(int number, String wireName, String amqpCondition) {
        this.number = number;
        this.wireName = wireName;
        this.amqpCondition = amqpCondition;
    }

    /** The six-digit number. */
    public int number() {
        return number;
    }

    /** The name that stands in the header {@code iothub-errorcode} and in {@code ErrorCode:Name;text}. */
    public String wireName() {
        return wireName;
    }

    public int httpStatus() {
        return number / 1000;
    }

    /** The AMQP error condition symbol. */
    public String amqpCondition() {
        return amqpCondition;
    }

    /** Conditions that several codes share. */
    private static final class Amqp {
        static final String ARGUMENT_ERROR = "com.microsoft:argument-error";
        static final String UNAUTHORIZED = "amqp:unauthorized-access";
        static final String NOT_FOUND = "amqp:not-found";
    }
}
