package io.nave.routing.endpoints;

/**
 * The kinds of endpoints, by the names of their lists in the resource shape (semantics §1.1); those without a counterpart there
 * have names of ours. Service Bus and Event Hubs are AMQP 1.0 addresses with properties as their consumers know them.
 */
public enum EndpointKind {
    AMQP_ADDRESSES("amqpAddresses"),
    KAFKA_TOPICS("kafkaTopics"),
    WEBHOOKS("webhooks"),
    STORAGE_CONTAINERS("storageContainers"),
    EVENT_HUBS("eventHubs"),
    SERVICE_BUS_QUEUES("serviceBusQueues"),
    SERVICE_BUS_TOPICS("serviceBusTopics");

    private final String wireName;

    EndpointKind(String wireName) {
        this.wireName = wireName;
    }

    /** As it stands in the document. */
    public String wireName() {
        return wireName;
    }
}
