package io.nave.hub.json;

import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.CredentialsRequest;
import io.nave.hub.identity.CredentialsRequest.Pair;

/** The {@code authentication} of a device or module (service-protocols §5.1). */
final class CredentialsJson {

    private static final Credentials.Thumbprints NO_THUMBPRINTS = new Credentials.Thumbprints("", "");

    private CredentialsJson() {
    }

    static ObjectNode write(Credentials credentials) {
        return switch (credentials) {
            case Credentials.SymmetricKeys keys -> write("sas", keys.primary(), keys.secondary(), NO_THUMBPRINTS);
            case Credentials.Thumbprints thumbprints -> write("selfSigned", null, null, thumbprints);
            case Credentials.CertificateAuthority ca -> write("certificateAuthority", null, null, NO_THUMBPRINTS);
            case Credentials.None none -> write("none", null, null, NO_THUMBPRINTS);
        };
    }

    /** The same without keys, as an export leaves them out (semantics §7.3). */
    static ObjectNode writeWithoutKeys(Credentials credentials) {
        return credentials instanceof Credentials.SymmetricKeys ? write("sas", null, null, NO_THUMBPRINTS)
                : write(credentials);
    }

    /** Never null and never without a member, because the Java client fails on that (service-protocols §5.1). */
    private static ObjectNode write(String type, @Nullable String primaryKey, @Nullable String secondaryKey,
            Credentials.Thumbprints thumbprints) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("symmetricKey").put("primaryKey", primaryKey).put("secondaryKey", secondaryKey);
        json.putObject("x509Thumbprint").put("primaryThumbprint", DeviceJson.nullIfEmpty(thumbprints.primary()))
                .put("secondaryThumbprint", DeviceJson.nullIfEmpty(thumbprints.secondary()));
        return json.put("type", type);
    }

    /** What a document asks for; empty when it says nothing. */
    static Optional<CredentialsRequest> read(JsonNode document) {
        return JsonFields.object(document, "authentication")
                .map(json -> new CredentialsRequest(JsonFields.text(json, "type").map(CredentialsJson::type),
                        pair(json, "symmetricKey", "primaryKey", "secondaryKey"),
                        pair(json, "x509Thumbprint", "primaryThumbprint", "secondaryThumbprint")));
    }

    private static CredentialsRequest.Type type(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "sas" -> CredentialsRequest.Type.SAS;
            case "selfsigned" -> CredentialsRequest.Type.SELF_SIGNED;
            case "certificateauthority" -> CredentialsRequest.Type.CERTIFICATE_AUTHORITY;
            case "none" -> CredentialsRequest.Type.NONE;
            default -> throw JsonFields
                    .invalid("authentication.type is sas, selfSigned, certificateAuthority or none");
        };
    }

    private static Pair pair(JsonNode json, String name, String primary, String secondary) {
        return JsonFields.object(json, name)
                .map(pair -> new Pair(JsonFields.text(pair, primary), JsonFields.text(pair, secondary))).orElse(Pair.NOTHING);
    }
}
