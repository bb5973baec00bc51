package io.nave.storage.blob;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names of blobs as names of files. Letters, digits and the usual signs of ASCII stay as they are; everything else is
 * percent-encoded, because what a file system takes depends on itself and on the process' locale, and replicas may differ in
 * both. A segment that would be too long for a file system ends with {@code ~} and its hash.
 */
final class FileNames {

    private static final String PLAIN = " !#$&'()+,-.;=@[]^_`{}";
    private static final int MAX_LENGTH = 200;
    private static final int KEPT_LENGTH = 120;

    private FileNames() {
    }

    /** The name of a file for one segment; no two segments have the same. */
    static String of(String segment) {
        StringBuilder name = new StringBuilder(segment.length());
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
            name.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return name.length() <= MAX_LENGTH ? name.toString() : name.substring(0, KEPT_LENGTH) + "~" + hash(segment);
    }

    /** SHA-256 in hex. */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
