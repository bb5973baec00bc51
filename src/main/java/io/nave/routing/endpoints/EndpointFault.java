package io.nave.routing.endpoints;

/** Why an endpoint did not take a message that it may take later. {@code detail} is for the operator, without secrets. */
public record EndpointFault(Category category, String detail) {

    /** The categories of semantics §1.7 that are not about one message. */
    public enum Category {
        TRANSIENT("Transient"),
        INTERNAL_ERROR("InternalError"),
        UNAUTHORIZED("Unauthorized"),
        THROTTLED("Throttled"),
        TIMEOUT("Timeout"),
        ENDPOINT_EXTERNALLY_DISABLED("EndpointExternallyDisabled"),
        PARTITIONING_AND_DUPLICATE_DETECTION_NOT_SUPPORTED("PartitioningAndDuplicateDetectionNotSupported"),
        SESSIONFUL_ENTITY_NOT_SUPPORTED("SessionfulEntityNotSupported"),
        NO_MATCHING_SUBSCRIPTIONS("NoMatchingSubscriptionsForMessage"),
        QUEUE_FULL("DeviceMaximumQueueDepthExceeded");

        private final String wireName;

        Category(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    @Override
    public String toString() {
        return category.wireName + ": " + detail;
    }
}
