package io.nave.routing.endpoints;

import java.util.Optional;

import static io.nave.routing.endpoints.EndpointFields.invalid;

/**
 * Puts the stored secrets in where a declaration has the mask, which is how one that was read is put back. A secret only stays
 * with
 * whom it was meant for: one that goes to another server, or by another user, must be given anew, so that nobody learns a
 * secret
 * by pointing the endpoint at a server of his own. Fails with ARGUMENT_INVALID.
 */
public final class KeptSecrets {

    private KeptSecrets() {
    }

    /** The wanted settings; {@code present} are those of the endpoint that they replace, of the same kind. */
    public static EndpointSettings fill(EndpointSettings wanted, Optional<EndpointSettings> present) {
        return switch (wanted) {
            case AmqpSettings amqp when isMasked(amqp.login()) -> fill(amqp, present);
            case KafkaSettings kafka when isMasked(kafka.login()) -> fill(kafka, present);
            case WebhookSettings webhook when webhook.secret().filter(KeptSecrets::isMask).isPresent() ->
                fill(webhook, present);
            case StorageSettings storage when storage.connectionString().filter(KeptSecrets::isMask).isPresent() ->
                fill(storage, present);
            default -> wanted;
        };
    }

    private static boolean isMasked(Optional<ServerLogin> login) {
        return login.map(ServerLogin::password).filter(KeptSecrets::isMask).isPresent();
    }

    private static boolean isMask(EndpointSecret secret) {
        return secret.reveal().equals(EndpointSecret.MASK);
    }

    private static AmqpSettings fill(AmqpSettings wanted, Optional<EndpointSettings> present) {
        Optional<ServerLogin> login = present.map(AmqpSettings.class::cast)
                .filter(known -> known.host().equals(wanted.host()) && known.port() == wanted.port()
                        && known.tls() == wanted.tls() && known.trustedCertificates().equals(wanted.trustedCertificates()))
                .flatMap(AmqpSettings::login);
        return new AmqpSettings(wanted.kind(), wanted.host(), wanted.port(), wanted.tls(), wanted.address(),
                same(login, wanted.login()), wanted.trustedCertificates());
    }

    private static KafkaSettings fill(KafkaSettings wanted, Optional<EndpointSettings> present) {
        Optional<ServerLogin> login = present.map(KafkaSettings.class::cast)
                .filter(known -> known.bootstrapServers().equals(wanted.bootstrapServers()) && known.tls() == wanted.tls()
                        && known.mechanism() == wanted.mechanism()
                        && known.trustedCertificates().equals(wanted.trustedCertificates()))
                .flatMap(KafkaSettings::login);
        return new KafkaSettings(wanted.bootstrapServers(), wanted.topic(), wanted.tls(), wanted.mechanism(),
                same(login, wanted.login()), wanted.trustedCertificates());
    }

    private static Optional<ServerLogin> same(Optional<ServerLogin> known, Optional<ServerLogin> wanted) {
        String user = wanted.map(ServerLogin::user).orElse("");
        return Optional.of(known.filter(login -> login.user().equals(user)).orElseThrow(KeptSecrets::unknown));
    }

    /** The secret of a webhook never leaves the hub. */
    private static WebhookSettings fill(WebhookSettings wanted, Optional<EndpointSettings> present) {
        EndpointSecret secret = present.map(WebhookSettings.class::cast).flatMap(WebhookSettings::secret)
                .orElseThrow(KeptSecrets::unknown);
        return new WebhookSettings(wanted.url(), Optional.of(secret), wanted.maxEvents(), wanted.trustedCertificates());
    }

    private static StorageSettings fill(StorageSettings wanted, Optional<EndpointSettings> present) {
        EndpointSecret account = present.map(StorageSettings.class::cast).flatMap(StorageSettings::connectionString)
                .orElseThrow(KeptSecrets::unknown);
        return new StorageSettings(Optional.of(account), wanted.containerName(), wanted.fileNameFormat(), wanted.batchTime(),
                wanted.maxBytes(), wanted.encoding());
    }

    private static RuntimeException unknown() {
        return invalid("'" + EndpointSecret.MASK + "' stands for a secret that is stored for the same server and user;"
                + " give the secret itself");
    }
}
