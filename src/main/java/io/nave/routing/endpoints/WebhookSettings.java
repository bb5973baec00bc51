package io.nave.routing.endpoints;

import java.net.URI;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/**
 * A URL that events are posted to, at most {@code maxEvents} at once. With a secret each request is signed.
 * {@code trustedCertificates} is PEM. Fails with ARGUMENT_INVALID.
 */
public record WebhookSettings(URI url, Optional<EndpointSecret> secret, int maxEvents, Optional<String> trustedCertificates)
        implements
            EndpointSettings {

    /** How many events are posted at once when nothing is said about it. */
    public static final int DEFAULT_EVENTS = 100;

    private static final int MOST_EVENTS = 1_000;

    public WebhookSettings {
        boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        if (!web || url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "The url of a webhook is https://host/path, without a user and a fragment");
        }
        if (maxEvents < 1 || maxEvents > MOST_EVENTS) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID, "maxEvents is from 1 to " + MOST_EVENTS);
        }
    }

    @Override
    public EndpointKind kind() {
        return EndpointKind.WEBHOOKS;
    }
}
