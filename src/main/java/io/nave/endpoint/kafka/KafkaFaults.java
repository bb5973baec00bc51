package io.nave.endpoint.kafka;

import java.util.Optional;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.EndpointFault.Category;

/** What went wrong in Kafka, in the categories of semantics §1.7. */
final class KafkaFaults {

    private KafkaFaults() {
    }

    /** Empty when the record itself is at fault, and will never be taken. */
    static Optional<EndpointFault> of(Exception failure) {
        return switch (failure) {
            case RecordTooLargeException large -> Optional.empty();
            case InvalidRecordException invalid -> Optional.empty();
            case SslAuthenticationException untrusted -> fault(Category.TRANSIENT,
                    "There is no TLS with Kafka: its certificate is not trusted or not for its name, or it asks for one",
                    failure);
            case AuthenticationException wrong -> fault(Category.UNAUTHORIZED, "Kafka does not accept the login", failure);
            case AuthorizationException denied -> fault(Category.UNAUTHORIZED, "The login may not write to the topic", failure);
            case ThrottlingQuotaExceededException quota -> fault(Category.THROTTLED, "Kafka's quota is used up", failure);
            case UnknownTopicOrPartitionException gone -> disabled(failure);
            case InvalidTopicException invalid -> disabled(failure);
            case TimeoutException late -> fault(Category.TIMEOUT,
                    "Kafka does not answer in time, or does not have the topic", failure);
            default -> fault(Category.TRANSIENT, "Kafka does not take it now", failure);
        };
    }

    private static Optional<EndpointFault> disabled(Exception failure) {
        return fault(Category.ENDPOINT_EXTERNALLY_DISABLED, "Kafka does not have the topic", failure);
    }

    private static Optional<EndpointFault> fault(Category category, String detail, Exception failure) {
        return Optional.of(new EndpointFault(category, detail + " (" + failure.getClass().getSimpleName() + ")"));
    }
}
