package io.nave.storage.blob;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

import io.nave.hub.blobs.BlobSignatures;
import io.nave.hub.blobs.StorageConnection;
import io.nave.hub.files.BlobName;

/**
 * A storage account that is not the hub's, and a container in it. {@code endpoint} is that of its blob service: an account of
 * Azure's has a host of its own, an emulator has the account's name as the first word of the path.
 */
record AzureAccount(String name, URI endpoint, String container, BlobSignatures signatures) {

    private static final String SETTING = "nave.files.azure.";

    /** The account and the container that are configured. Fails with an IllegalArgumentException that names the setting. */
    static AzureAccount of(BlobConfig config) {
        return of(connection(config), config.container());
    }

    static AzureAccount of(StorageConnection connection, String container) {
        return new AzureAccount(connection.account(), connection.endpoint(), container, connection.signatures(container));
    }

    /** The account that is configured. Fails with an IllegalArgumentException that names the setting. */
    static StorageConnection connection(BlobConfig config) {
        String name = config.azure().account().orElseThrow(() -> missing("account"));
        SecretKeySpec key = key(config.azure().key().orElseThrow(() -> missing("key")));
        URI endpoint = endpoint(config.azure().endpoint().orElse("https://" + name + ".blob.core.windows.net"));
        return new StorageConnection(name, endpoint, key);
    }

    private static IllegalArgumentException missing(String setting) {
        return new IllegalArgumentException(SETTING + setting + " is missing, which nave.files.store=azure needs");
    }

    private static SecretKeySpec key(String base64) {
        try {
            return new SecretKeySpec(Base64.getDecoder().decode(base64.strip()), "HmacSHA256");
        } catch (IllegalArgumentException noKey) {
            // told below, without the text
        }
        throw new IllegalArgumentException(SETTING + "key must be base64, as the account's access keys are");
    }

    private static URI endpoint(String text) {
        try {
            URI endpoint = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (endpoint.getRawAuthority() != null && endpoint.getRawQuery() == null
                    && List.of("https", "http").contains(String.valueOf(endpoint.getScheme()))) {
                return endpoint;
            }
        } catch (URISyntaxException noUrl) {
            // told below
        }
        throw new IllegalArgumentException(SETTING + "endpoint must be the URL of a blob service, without a query");
    }

    /** What devices put between {@code https://} and the container. */
    String host() {
        return endpoint.getRawAuthority() + endpoint.getRawPath();
    }

    String uri(BlobName blob) {
        return endpoint + "/" + container + "/" + BlobUri.encode(blob);
    }
}
