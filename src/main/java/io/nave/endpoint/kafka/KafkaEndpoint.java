package io.nave.endpoint.kafka;

import java.util.Map;

import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointSender;
import io.nave.routing.endpoints.KafkaSettings;
import io.nave.routing.endpoints.PartitionSender;
import io.smallrye.mutiny.Uni;

/** A topic of Kafka. The partitions of the outbox share one producer. From any thread; completes on threads of its own. */
public final class KafkaEndpoint implements EndpointSender {

    private final String topic;
    private final KafkaLink link;

    /** Fails with ARGUMENT_INVALID when its trusted certificates cannot be read. */
    public KafkaEndpoint(CustomEndpoint endpoint, KafkaSettings settings) {
        this(endpoint, settings.topic(), KafkaProperties.of(endpoint.name(), settings));
    }

    KafkaEndpoint(CustomEndpoint endpoint, String topic, Map<String, Object> properties) {
        this.topic = topic;
        this.link = new KafkaLink(endpoint.name(), properties);
    }

    @Override
    public PartitionSender partition(int partition) {
        return new KafkaPartition(link, topic);
    }

    @Override
    public Uni<Void> close() {
        return Uni.createFrom().completionStage(link::close).onFailure().recoverWithNull();
    }
}
