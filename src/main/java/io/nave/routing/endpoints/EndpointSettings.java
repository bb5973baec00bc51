package io.nave.routing.endpoints;

/** What is different from one kind of endpoint to the other. Values are checked when they are made. */
public sealed interface EndpointSettings permits AmqpSettings, KafkaSettings, WebhookSettings, StorageSettings {

    /** Among which of the document's {@code endpoints} it is listed. */
    EndpointKind kind();
}
