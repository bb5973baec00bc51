package io.nave.routing.endpoints;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.json.StrictObject;

/** Fields that several kinds of endpoints have. Each fails with ARGUMENT_INVALID in words that name the field. */
final class EndpointFields {

    static final String NAME = "name";
    static final String ID = "id";
    static final String TIME_TO_LIVE = "ttlAsIso8601";
    static final String URL = "url";
    static final String USER = "username";
    static final String PASSWORD = "password";
    static final String CERTIFICATES = "trustedCertificates";
    static final String CONNECTION_STRING = "connectionString";
    static final String AUTHENTICATION = "authenticationType";

    private EndpointFields() {
    }

    static Optional<String> text(StrictObject json, String field) {
        return json.has(field) ? Optional.of(json.text(field)) : Optional.empty();
    }

    static Optional<ServerLogin> login(StrictObject json, SecretForm secrets, String place) {
        if (json.has(USER) != json.has(PASSWORD)) {
            throw invalid("A login has a username and a password");
        }
        return text(json, USER)
                .map(user -> new ServerLogin(user, secrets.read(json.text(PASSWORD), place + " " + PASSWORD)));
    }

    static Optional<String> certificates(StrictObject json) {
        return text(json, CERTIFICATES).map(TrustedCertificates::require);
    }

    static URI url(StrictObject json) {
        try {
            return URI.create(json.text(URL));
        } catch (IllegalArgumentException e) {
            throw invalid("The url is none");
        }
    }

    static Duration timeToLive(StrictObject json) {
        try {
            return text(json, TIME_TO_LIVE).map(Duration::parse).orElse(CustomEndpoint.DEFAULT_TIME_TO_LIVE);
        } catch (DateTimeParseException e) {
            throw invalid(TIME_TO_LIVE + " is a duration in the form of ISO 8601, such as PT8H or P1D");
        }
    }

    /** Azure's other way of authentication needs Azure. */
    static void requireKeys(StrictObject json) {
        if (text(json, AUTHENTICATION).filter(type -> !type.equalsIgnoreCase("keyBased")).isPresent()) {
            throw invalid(AUTHENTICATION + " is keyBased: outside Azure there are no managed identities");
        }
    }

    static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }
}
