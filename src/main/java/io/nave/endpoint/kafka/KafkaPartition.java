package io.nave.endpoint.kafka;

import java.util.List;

import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.outbox.OutboxEntry;
import io.smallrye.mutiny.Uni;

/** One partition of the outbox. What is produced is there when Kafka has answered, so it keeps nothing between calls. */
final class KafkaPartition implements PartitionSender {

    private final KafkaLink link;
    private final String topic;
    private volatile long checkpoint;

    KafkaPartition(KafkaLink link, String topic) {
        this.link = link;
        this.topic = topic;
    }

    @Override
    public Uni<Delivery> send(List<OutboxEntry> entries) {
        if (entries.isEmpty()) {
            return Uni.createFrom().item(Delivery.upTo(checkpoint));
        }
        KafkaRound round = new KafkaRound(topic, entries);
        link.carry(round);
        return Uni.createFrom().completionStage(round.delivery()).invoke(delivery -> checkpoint = delivery.checkpoint());
    }

    @Override
    public Uni<Void> close() {
        return Uni.createFrom().voidItem();
    }
}
