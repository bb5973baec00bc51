package io.nave.protocol.http;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.CredentialsRequest;
import io.nave.hub.identity.CredentialsRequest.Pair;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceRequest;

/**
 * The JSON of the REST contract (service-protocols §5.1): documents are written with all their fields, and of what clients send
 * only the writable fields are read.
 */
final class WireJson {

    /** The content type of every body; Node parses nothing else (service-protocols §4.3). */
    static final String MEDIA_TYPE = "application/json; charset=utf-8";

    private static final String NEVER = "0001-01-01T00:00:00";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Credentials.Thumbprints NO_THUMBPRINTS = new Credentials.Thumbprints("", "");

    private WireJson() {
    }

    /** The document of a device; {@code connectedSince} is empty when it is not connected. */
    static ObjectNode device(Device device, Optional<Instant> connectedSince) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("deviceId", device.id().value());
        json.put("generationId", device.generationId());
        json.put("etag", device.etag().value());
        json.put("connectionState", connectedSince.isPresent() ? "Connected" : "Disconnected");
        json.put("status", device.enabled() ? "enabled" : "disabled");
        json.put("statusReason", nullIfEmpty(device.statusReason()));
        json.put("connectionStateUpdatedTime", connectedSince.map(WireJson::time).orElse(NEVER));
        json.put("statusUpdatedTime", time(device.statusUpdatedAt()));
        json.put("lastActivityTime", NEVER);
        json.put("cloudToDeviceMessageCount", 0);
        json.set("authentication", authentication(device.credentials()));
        json.putObject("capabilities").put("iotEdge", false);
        json.putNull("deviceScope");
        json.putArray("parentScopes");
        return json;
    }

    private static ObjectNode authentication(Credentials credentials) {
        return switch (credentials) {
            case Credentials.SymmetricKeys keys -> authentication("sas", keys.primary(), keys.secondary(), NO_THUMBPRINTS);
            case Credentials.Thumbprints thumbprints -> authentication("selfSigned", null, null, thumbprints);
            case Credentials.CertificateAuthority ca -> authentication("certificateAuthority", null, null, NO_THUMBPRINTS);
            case Credentials.None none -> authentication("none", null, null, NO_THUMBPRINTS);
        };
    }

    /** Never null and never without a member, because the Java client fails on that (service-protocols §5.1). */
    private static ObjectNode authentication(String type, @Nullable String primaryKey, @Nullable String secondaryKey,
            Credentials.Thumbprints thumbprints) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("symmetricKey").put("primaryKey", primaryKey).put("secondaryKey", secondaryKey);
        json.putObject("x509Thumbprint").put("primaryThumbprint", nullIfEmpty(thumbprints.primary()))
                .put("secondaryThumbprint", nullIfEmpty(thumbprints.secondary()));
        return json.put("type", type);
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String time(Instant instant) {
        return instant.equals(Device.NEVER) ? NEVER : TIME.format(instant);
    }

    /** Reads a body that must be a JSON object; fails with IOT_HUB_FORMAT_ERROR. */
    static JsonNode object(byte[] body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            throw new HubException(ErrorCode.IOT_HUB_FORMAT_ERROR, "The body is not well-formed JSON", e);
        }
        throw new HubException(ErrorCode.IOT_HUB_FORMAT_ERROR, "The body must be a JSON object");
    }

    /**
     * Reads a device document that was sent to the path of {@code id}; read-only and unknown fields are ignored. Fails with
     * ARGUMENT_INVALID.
     */
    static DeviceRequest deviceRequest(DeviceId id, JsonNode json) {
        if (!text(json, "deviceId").orElse(id.value()).equals(id.value())) {
            throw invalid("deviceId must be the one in the path");
        }
        return new DeviceRequest(id, text(json, "status").map(WireJson::enabled), text(json, "statusReason").orElse(""),
                member(json, "authentication").map(WireJson::credentials));
    }

    /** The {@code top} of a listing, 0 when there is none; fails with ARGUMENT_INVALID when it is no number. */
    static int top(@Nullable String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw invalid("top is a number");
        }
    }

    /** In any case: the Java client writes {@code Enabled} (service-protocols §5.1). */
    private static boolean enabled(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "enabled" -> true;
            case "disabled" -> false;
            default -> throw invalid("status is enabled or disabled");
        };
    }

    private static CredentialsRequest credentials(JsonNode json) {
        return new CredentialsRequest(text(json, "type").map(WireJson::type),
                pair(json, "symmetricKey", "primaryKey", "secondaryKey"),
                pair(json, "x509Thumbprint", "primaryThumbprint", "secondaryThumbprint"));
    }

    private static CredentialsRequest.Type type(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "sas" -> CredentialsRequest.Type.SAS;
            case "selfsigned" -> CredentialsRequest.Type.SELF_SIGNED;
            case "certificateauthority" -> CredentialsRequest.Type.CERTIFICATE_AUTHORITY;
            case "none" -> CredentialsRequest.Type.NONE;
            default -> throw invalid("authentication.type is sas, selfSigned, certificateAuthority or none");
        };
    }

    private static Pair pair(JsonNode json, String name, String primary, String secondary) {
        return member(json, name).map(pair -> new Pair(text(pair, primary), text(pair, secondary))).orElse(Pair.NOTHING);
    }

    private static Optional<JsonNode> member(JsonNode json, String name) {
        JsonNode member = json.path(name);
        if (member.isMissingNode() || member.isNull()) {
            return Optional.empty();
        }
        if (!member.isObject()) {
            throw invalid(name + " must be an object");
        }
        return Optional.of(member);
    }

    private static Optional<String> text(JsonNode json, String name) {
        JsonNode member = json.path(name);
        if (member.isMissingNode() || member.isNull()) {
            return Optional.empty();
        }
        if (!member.isTextual()) {
            throw invalid(name + " must be a string");
        }
        return Optional.of(member.textValue());
    }

    private static HubException invalid(String detail) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, detail);
    }
}
