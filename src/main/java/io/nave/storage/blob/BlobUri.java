package io.nave.storage.blob;

import java.nio.charset.StandardCharsets;

import io.nave.hub.files.BlobName;

/** The URI of a blob (RFC 3986): everything in its name is percent-encoded but what needs not be, and its slashes. */
final class BlobUri {

    private static final String PLAIN = "-._~/";

    private BlobUri() {
    }

    static String of(String host, String container, BlobName blob) {
        return "https://" + host + "/" + container + "/" + encode(blob);
    }

    static String encode(BlobName blob) {
        StringBuilder path = new StringBuilder();
        for (byte b : blob.value().getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
            path.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return path.toString();
    }
}
