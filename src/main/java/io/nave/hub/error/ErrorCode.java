package io.nave.hub.error;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every refusal the hub knows: its wire number (service-protocols §4.5, semantics §6.3), the name that stands in
 * {@code iothub-errorcode}, and its AMQP condition (device-protocols §2.11). The HTTP status is the first three digits,
 * unless it says otherwise.
 */
public enum ErrorCode {
    GENERIC_BAD_REQUEST(400000, "GenericBadRequest", Amqp.ARGUMENT_ERROR),
    INVALID_PROTOCOL_VERSION(400001, "InvalidProtocolVersion", Amqp.ARGUMENT_ERROR),
    INVALID_OPERATION(400003, "InvalidOperation", "amqp:not-allowed"),
    ARGUMENT_INVALID(400004, "ArgumentInvalid", Amqp.ARGUMENT_ERROR),
    ARGUMENT_NULL(400005, "ArgumentNull", Amqp.ARGUMENT_ERROR),
    IOT_HUB_FORMAT_ERROR(400006, "IotHubFormatError", Amqp.ARGUMENT_ERROR),
    BLOB_CONTAINER_VALIDATION_ERROR(400008, "BlobContainerValidationError", Amqp.ARGUMENT_ERROR),
    DEVICE_DEFINED_MULTIPLE_TIMES(400011, "DeviceDefinedMultipleTimes", Amqp.ARGUMENT_ERROR),
    DESERIALIZATION_ERROR(400012, "DeserializationError", Amqp.ARGUMENT_ERROR),
    BULK_REGISTRY_OPERATION_FAILURE(400013, "BulkRegistryOperationFailure", Amqp.ARGUMENT_ERROR),
    /** File upload is switched off (semantics §7.4). */
    DEFAULT_STORAGE_ENDPOINT_NOT_CONFIGURED(400014, "DefaultStorageEndpointNotConfigured", Amqp.ARGUMENT_ERROR),
    INVALID_FILE_UPLOAD_CORRELATION_ID(400015, "InvalidFileUploadCorrelationId", Amqp.ARGUMENT_ERROR),
    EXPIRED_FILE_UPLOAD_CORRELATION_ID(400016, "ExpiredFileUploadCorrelationId", Amqp.ARGUMENT_ERROR),
    INVALID_FILE_UPLOAD_COMPLETION_STATUS(400019, "InvalidFileUploadCompletionStatus", Amqp.ARGUMENT_ERROR),
    /** The blob that a device says it has uploaded is not there. */
    INVALID_STORAGE_ENDPOINT_OR_BLOB(400020, "InvalidStorageEndpointOrBlob", Amqp.ARGUMENT_ERROR),
    CONNECTION_FORCEFULLY_CLOSED(400027, "ConnectionForcefullyClosedOnNewConnection", "amqp:link:stolen"),
    INVALID_DEVICE_SCOPE(400028, "InvalidDeviceScope", Amqp.ARGUMENT_ERROR),
    INVALID_POLICY_KEY(400035, "InvalidPolicyKey", Amqp.ARGUMENT_ERROR),
    INVALID_CONFIGURATION_TARGET_CONDITION(400401, "InvalidConfigurationTargetCondition", Amqp.ARGUMENT_ERROR),
    INVALID_CONFIGURATION_CONTENT(400402, "InvalidConfigurationContent", Amqp.ARGUMENT_ERROR),
    CANNOT_MODIFY_IMMUTABLE_CONFIGURATION_CONTENT(400403, "CannotModifyImmutableConfigurationContent", Amqp.ARGUMENT_ERROR),
    INVALID_CONFIGURATION_CUSTOM_METRICS_QUERY(400404, "InvalidConfigurationCustomMetricsQuery", Amqp.ARGUMENT_ERROR),
    INVALID_DIGITAL_TWIN_PATCH(400507, "InvalidDigitalTwinPatch", Amqp.ARGUMENT_ERROR),
    INVALID_DIGITAL_TWIN_PATCH_PATH(400508, "InvalidDigitalTwinPatchPath", Amqp.ARGUMENT_ERROR),
    INVALID_ROUTE_TEST_INPUT(400100, "InvalidRouteTestInput", Amqp.ARGUMENT_ERROR),
    INVALID_SOURCE_ON_ROUTE(400101, "InvalidSourceOnRoute", Amqp.ARGUMENT_ERROR),
    CANNOT_REGISTER_MODULE_TO_MODULE(400301, "CannotRegisterModuleToModule", Amqp.ARGUMENT_ERROR),
    IOT_HUB_UNAUTHORIZED_ACCESS(401002, "IotHubUnauthorizedAccess", Amqp.UNAUTHORIZED),
    IOT_HUB_UNAUTHORIZED(401003, "IotHubUnauthorized", Amqp.UNAUTHORIZED),
    SYSTEM_MODULE_MODIFY_UNAUTHORIZED_ACCESS(401100, "SystemModuleModifyUnauthorizedAccess", Amqp.UNAUTHORIZED),
    JOB_QUOTA_EXCEEDED(403003, "JobQuotaExceeded", Amqp.LIMIT_EXCEEDED),
    /** Also a section of a twin that would be too large; answered with status 413 (semantics §4.2). */
    TWIN_TOO_LARGE(403100, "DeviceModelMaxPropertiesExceeded", 413, Amqp.LIMIT_EXCEEDED),
    DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED(403004, "DeviceMaximumQueueDepthExceeded", Amqp.LIMIT_EXCEEDED),
    ACTIVE_FILE_UPLOAD_LIMIT_EXCEEDED(403006, "DeviceMaximumActiveFileUploadLimitExceeded", Amqp.LIMIT_EXCEEDED),
    DEVICE_MAXIMUM_QUEUE_SIZE_EXCEEDED(403007, "DeviceMaximumQueueSizeExceeded", Amqp.LIMIT_EXCEEDED),
    INVALID_MESSAGE_EXPIRY_TIME(403009, "InvalidMessageExpiryTime", Amqp.ARGUMENT_ERROR),
    DEVICE_MAXIMUM_INFLIGHT_METHOD_EXCEEDED(403800, "DeviceMaximumInflightMethodExceeded", Amqp.LIMIT_EXCEEDED),
    DEVICE_DISABLED(403012, "DeviceDisabled", Amqp.UNAUTHORIZED),
    DEVICE_NOT_FOUND(404001, "DeviceNotFound", Amqp.NOT_FOUND),
    JOB_NOT_FOUND(404002, "JobNotFound", Amqp.NOT_FOUND),
    ADDRESS_NOT_FOUND(404006, "AmqpAddressNotFound", Amqp.NOT_FOUND),
    CERTIFICATE_NOT_FOUND(404008, "CertificateNotFound", Amqp.NOT_FOUND),
    MODULE_NOT_FOUND(404010, "ModuleNotFound", Amqp.NOT_FOUND),
    FEATURE_NOT_SUPPORTED(404013, "FeatureNotSupported", "amqp:not-implemented"),
    /** No connection of the device takes methods (semantics §6.1). */
    DEVICE_NOT_ONLINE(404103, "DeviceNotOnline", Amqp.NOT_FOUND),
    /** The device went while a call was under way. */
    DEVICE_CONNECTION_CLOSED_REMOTELY(404104, "DeviceConnectionClosedRemotely", Amqp.NOT_FOUND),
    CONFIGURATION_NOT_FOUND(404301, "ConfigurationNotFound", Amqp.NOT_FOUND),
    RESOURCE_NOT_FOUND(404000, "ResourceNotFound", Amqp.NOT_FOUND),
    HTTP_METHOD_NOT_ALLOWED(405000, "HttpMethodNotAllowed", "amqp:not-allowed"),
    CONFLICT(409000, "Conflict", "amqp:not-allowed"),
    DEVICE_ALREADY_EXISTS(409001, "DeviceAlreadyExists", "com.microsoft:device-already-exists"),
    LINK_CREATION_CONFLICT(409002, "LinkCreationConflict", "com.microsoft:link-creation-conflict"),
    /** Of a scheduled job; ids are kept as long as the history (semantics §7.1). */
    JOB_ALREADY_EXISTS(409104, "JobAlreadyExists", "amqp:not-allowed"),
    MODULE_ALREADY_EXISTS(409301, "ModuleAlreadyExistsOnDevice", "com.microsoft:device-already-exists"),
    CONFIGURATION_ALREADY_EXISTS(409401, "ConfigurationAlreadyExists", "amqp:not-allowed"),
    PRECONDITION_FAILED(412001, "PreconditionFailed", "amqp:precondition-failed"),
    DEVICE_MESSAGE_LOCK_LOST(412002, "DeviceMessageLockLost", "com.microsoft:message-lock-lost"),
    /** A device of a scheduled job was not begun within the job's time. */
    JOB_RUN_PRECONDITION_FAILED(412003, "JobRunPreconditionFailed", "amqp:precondition-failed"),
    MESSAGE_TOO_LARGE(413001, "MessageTooLarge", "amqp:link:message-size-exceeded"),
    TOO_MANY_DEVICES(413002, "TooManyDevices", Amqp.LIMIT_EXCEEDED),
    TOO_MANY_MODULES(413003, "TooManyModulesOnDevice", Amqp.LIMIT_EXCEEDED),
    CONFIGURATION_COUNT_LIMIT_EXCEEDED(413101, "ConfigurationCountLimitExceeded", Amqp.LIMIT_EXCEEDED),
    UNSUPPORTED_MEDIA_TYPE(415000, "UnsupportedMediaType", Amqp.ARGUMENT_ERROR),
    THROTTLING(429001, "ThrottlingException", "com.microsoft:device-container-throttled"),
    THROTTLE_BACKLOG_LIMIT_EXCEEDED(429002, "ThrottleBacklogLimitExceeded", "com.microsoft:device-container-throttled"),
    TOO_MANY_ACTIVE_JOBS(429004, "ThrottlingMaxActiveJobCountExceeded", Amqp.LIMIT_EXCEEDED),
    SERVER_ERROR(500001, "ServerError", "amqp:internal-error"),
    /** A device answered what is no answer. */
    INVALID_RESPONSE(502000, "InvalidResponseWhileProxying", "amqp:internal-error"),
    SERVICE_UNAVAILABLE(503001, "ServiceUnavailable", "amqp:internal-error"),
    SERVER_BUSY(503005, "ServerBusy", "com.microsoft:server-busy"),
    GATEWAY_TIMEOUT(504101, "GatewayTimeout", "com.microsoft:timeout");

    private final int number;
    private final String wireName;
    private final int httpStatus;
    private final String amqpCondition;

    ErrorCode(int number, String wireName, String amqpCondition) {
        this(number, wireName, number / 1000, amqpCondition);
    }

    ErrorCode(int number, String wireName, int httpStatus, String amqpCondition) {
        this.number = number;
        this.wireName = wireName;
        this.httpStatus = httpStatus;
        this.amqpCondition = amqpCondition;
    }

    /** The code of a six-digit number, if it is one of the hub's. */
    public static Optional<ErrorCode> find(int number) {
        return Stream.of(values()).filter(code -> code.number == number).findFirst();
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
        return httpStatus;
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
        static final String LIMIT_EXCEEDED = "amqp:resource-limit-exceeded";
    }
}
