package io.nave.hub.blobs;

/** What blob storage refuses: the code on the wire ({@code x-ms-error-code}) and the HTTP status. */
public enum BlobError {
    NOT_MODIFIED(304, "ConditionNotMet"),
    INVALID_BLOB_OR_BLOCK(400, "InvalidBlobOrBlock"),
    INVALID_BLOCK_LIST(400, "InvalidBlockList"),
    INVALID_HEADER_VALUE(400, "InvalidHeaderValue"),
    INVALID_INPUT(400, "InvalidInput"),
    INVALID_MD5(400, "InvalidMd5"),
    INVALID_QUERY_PARAMETER_VALUE(400, "InvalidQueryParameterValue"),
    INVALID_RESOURCE_NAME(400, "InvalidResourceName"),
    INVALID_XML_DOCUMENT(400, "InvalidXmlDocument"),
    BLOCK_LIST_TOO_LONG(400, "BlockListTooLong"),
    CRC64_MISMATCH(400, "Crc64Mismatch"),
    MD5_MISMATCH(400, "Md5Mismatch"),
    METADATA_TOO_LARGE(400, "MetadataTooLarge"),
    MISSING_REQUIRED_HEADER(400, "MissingRequiredHeader"),
    NO_AUTHENTICATION_INFORMATION(401, "NoAuthenticationInformation"),
    AUTHENTICATION_FAILED(403, "AuthenticationFailed"),
    AUTHORIZATION_PERMISSION_MISMATCH(403, "AuthorizationPermissionMismatch"),
    BLOB_NOT_FOUND(404, "BlobNotFound"),
    UNSUPPORTED_HTTP_VERB(405, "UnsupportedHttpVerb"),
    BLOB_ALREADY_EXISTS(409, "BlobAlreadyExists"),
    BLOCK_COUNT_EXCEEDS_LIMIT(409, "BlockCountExceedsLimit"),
    /** A blob would have to lie where others lie below, or below one. */
    RESOURCE_TYPE_MISMATCH(409, "ResourceTypeMismatch"),
    MISSING_CONTENT_LENGTH(411, "MissingContentLengthHeader"),
    CONDITION_NOT_MET(412, "ConditionNotMet"),
    REQUEST_BODY_TOO_LARGE(413, "RequestBodyTooLarge"),
    INVALID_RANGE(416, "InvalidRange"),
    INTERNAL_ERROR(500, "InternalError"),
    NOT_IMPLEMENTED(501, "NotImplemented"),
    SERVER_BUSY(503, "ServerBusy");

    private final int status;
    private final String wireName;

    BlobError(int status, String wireName) {
        this.status = status;
        this.wireName = wireName;
    }

    public int status() {
        return status;
    }

    public String wireName() {
        return wireName;
    }
}
