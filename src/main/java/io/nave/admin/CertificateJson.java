package io.nave.admin;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.certificates.CertificateAuthority;
import io.nave.hub.certificates.CertificateAuthority.Possession;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.CertificateMarks;

/**
 * Certificates in the shape that Azure documents for its resource {@code IotHubs/certificates}, without what only Azure has.
 */
final class CertificateJson {

    private static final DateTimeFormatter RFC_1123 = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'",
            Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final ObjectMapper READER = new ObjectMapper();

    private CertificateJson() {
    }

    /** What an upload asks for. */
    record Upload(String certificate, boolean isVerified) {
    }

    /** {@code {"properties":{"certificate":"…","isVerified":false}}}; fails with ARGUMENT_INVALID. */
    static Upload upload(byte[] body) {
        JsonNode properties = object(body).path("properties");
        JsonNode verified = properties.path("isVerified");
        if (!verified.isMissingNode() && !verified.isNull() && !verified.isBoolean()) {
            throw invalid("properties.isVerified is true or false");
        }
        return new Upload(text(properties, "properties.certificate"), verified.asBoolean(false));
    }

    /** {@code {"certificate":"…"}}; fails with ARGUMENT_INVALID. */
    static String proof(byte[] body) {
        return text(object(body), "certificate");
    }

    static ObjectNode list(List<CertificateAuthority> authorities) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode value = json.putArray("value");
        authorities.forEach(authority -> value.add(certificate(authority)));
        return json;
    }

    static ObjectNode certificate(CertificateAuthority authority) {
        X509Certificate x509 = authority.certificate();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", authority.name())
                .put("etag", authority.etag().value());
        ObjectNode properties = json.putObject("properties")
                .put("subject", x509.getSubjectX500Principal().getName())
                .put("expiry", date(x509.getNotAfter().toInstant()))
                .put("thumbprint", CertificateMarks.of(x509).sha1())
                .put("isVerified", authority.isVerified())
                .put("created", date(authority.created()))
                .put("updated", date(authority.updated()))
                .put("certificate", encoded(x509));
        if (authority.possession() instanceof Possession.Challenged challenged) {
            properties.put("verificationCode", challenged.code());
        }
        return json;
    }

    private static String date(Instant instant) {
        return RFC_1123.format(instant);
    }

    private static String encoded(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new HubException(ErrorCode.SERVER_ERROR, "A certificate that was read cannot be written", e);
        }
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode json = READER.readTree(body);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (IOException notJson) {
            throw invalid("the body is not JSON");
        }
        throw invalid("the body is a JSON object");
    }

    private static String text(JsonNode node, String path) {
        JsonNode text = node.path(path.substring(path.lastIndexOf('.') + 1));
        if (!text.isTextual() || text.asText().isBlank()) {
            throw invalid(path + " is the certificate, as PEM or as base64 of its DER form");
        }
        return text.asText();
    }

    private static HubException invalid(String what) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "This is expected: " + what);
    }
}
