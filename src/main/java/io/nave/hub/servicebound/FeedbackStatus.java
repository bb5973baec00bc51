package io.nave.hub.servicebound;

/** What became of a device-bound message in the end, by its name on the wire (semantics §5.3). */
public enum FeedbackStatus {
    SUCCESS("Success"),
    EXPIRED("Expired"),
    DELIVERY_COUNT_EXCEEDED("DeliveryCountExceeded"),
    REJECTED("Rejected"),
    PURGED("Purged");

    private final String wireName;

    FeedbackStatus(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
