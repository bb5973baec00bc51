package io.nave.hub.blobs;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

import static java.util.Objects.requireNonNullElse;

/**
 * The connection string of a storage account with one of its access keys:
 * {@code DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net}, or {@code BlobEndpoint=…}
 * instead of the first and the last. {@code endpoint} is the URL of its blob service, without a slash at the end.
 */
public record StorageConnection(String account, URI endpoint, SecretKey key) {

    private static final String ACCOUNT = "[a-z0-9]{3,24}";
    private static final String SUFFIX = "[A-Za-z0-9.-]+";
    private static final List<String> PROTOCOLS = List.of("https", "http");

    /** Fails with ARGUMENT_INVALID, without the text, when it is none. */
    public static StorageConnection parse(String text) {
        Map<String, String> fields = fields(text);
        String account = field(fields, "accountname", "");
        if (!account.matches(ACCOUNT)) {
            throw invalid("AccountName is missing, or is not 3 to 24 small letters and digits");
        }
        return new StorageConnection(account, endpoint(fields, account), key(field(fields, "accountkey", "")));
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split(";")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals).strip().toLowerCase(Locale.ROOT), field.substring(equals + 1).strip());
            }
        }
        return fields;
    }

    private static String field(Map<String, String> fields, String name, String otherwise) {
        return requireNonNullElse(fields.get(name), otherwise);
    }

    private static URI endpoint(Map<String, String> fields, String account) {
        String suffix = field(fields, "endpointsuffix", "core.windows.net");
        if (!suffix.matches(SUFFIX)) {
            throw invalid("EndpointSuffix is no host name");
        }
        String standard = field(fields, "defaultendpointsprotocol", "https") + "://" + account + ".blob." + suffix;
        String text = field(fields, "blobendpoint", standard);
        try {
            URI endpoint = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (isService(endpoint)) {
                return endpoint;
            }
        } catch (URISyntaxException noUrl) {
            // told below
        }
        throw invalid("BlobEndpoint is no URL of a blob service");
    }

    private static boolean isService(URI endpoint) {
        return PROTOCOLS.contains(String.valueOf(endpoint.getScheme())) && endpoint.getHost() != null
                && endpoint.getUserInfo() == null && endpoint.getRawQuery() == null && endpoint.getRawFragment() == null;
    }

    private static SecretKey key(String base64) {
        try {
            return new SecretKeySpec(Base64.getDecoder().decode(base64), "HmacSHA256");
        } catch (IllegalArgumentException noKey) {
            throw invalid("AccountKey is missing, or is not base64");
        }
    }

    private static HubException invalid(String why) {
        return new HubException(ErrorCode.ARGUMENT_INVALID, "The connection string of the storage account cannot be used: "
                + why
                + ". It looks like DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net");
    }

    /** Signs for a container of the account. */
    public BlobSignatures signatures(String container) {
        String protocols = "https".equals(endpoint.getScheme()) ? "https" : "https,http";
        return new BlobSignatures(account, container, List.of(key), protocols);
    }

    @Override
    public String toString() {
        return account + " at " + endpoint;
    }
}
