package io.nave.endpoint.kafka;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import io.nave.routing.endpoints.EndpointFault;

/** A producer until its first fault. From any thread. */
final class KafkaConnection {

    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable EndpointFault> fault = new AtomicReference<>();

    KafkaConnection(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** May block for some seconds, and may call back before it returns. */
    void send(ProducerRecord<byte[], byte[]> message, Callback callback) {
        producer.send(message, callback);
    }

    /** Everything that it still has fails. Returns its first fault, which is why. */
    EndpointFault fail(EndpointFault cause) {
        EndpointFault first = fault.compareAndExchange(null, cause);
        if (first != null) {
            return first;
        }
        producer.close(Duration.ZERO);
        return cause;
    }

    /** Null while it can be used. */
    @Nullable
    EndpointFault fault() {
        return fault.get();
    }
}
