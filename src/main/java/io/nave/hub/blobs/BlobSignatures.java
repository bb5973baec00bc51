package io.nave.hub.blobs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

import io.nave.hub.files.BlobName;

/**
 * Signed queries of one container of a storage account ({@code ?sv=…&sr=b&sp=rw&se=…&spr=https&sig=…}): whoever shows one may
 * do what it says to the blob, or to all blobs of the container ({@code sr=c}), until it expires. Signatures are compared in
 * constant time. Safe for all threads.
 */
public final class BlobSignatures {

    private final String account;
    private final String container;
    private final List<SecretKey> keys;
    private final String protocols;

    /** The first key signs, each of them counts. What is signed is for HTTPS. */
    public BlobSignatures(String account, String container, List<SecretKey> keys) {
        this(account, container, keys, "https");
    }

    /** {@code protocols} is {@code https} or {@code https,http}. */
    public BlobSignatures(String account, String container, List<SecretKey> keys, String protocols) {
        this.account = account;
        this.container = container;
        this.keys = List.copyOf(keys);
        this.protocols = protocols;
    }

    /** A query for one blob, with its {@code ?}; {@code rights} in the order r, c, w, d. A secret. */
    public String forBlob(BlobName blob, String rights, Instant expiry) {
        return query(SasFields.OF_BLOB, Optional.of(blob), rights, expiry);
    }

    /** A query for all blobs of the container, with its {@code ?}; {@code rights} in the order r, c, w, d, l. A secret. */
    public String forContainer(String rights, Instant expiry) {
        return query(SasFields.OF_CONTAINER, Optional.empty(), rights, expiry);
    }

    private String query(String scope, Optional<BlobName> blob, String rights, Instant expiry) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("sv", SasFields.VERSION);
        values.put("spr", protocols);
        values.put("se", expiry.truncatedTo(ChronoUnit.SECONDS).toString());
        values.put("sr", scope);
        values.put("sp", rights);
        String toSign = new SasFields(values).stringToSign(account, container, blob);
        values.put("sig", Base64.getEncoder().encodeToString(sign(keys.getFirst(), toSign)));
        StringBuilder query = new StringBuilder();
        values.forEach((name, value) -> query.append(query.isEmpty() ? '?' : '&').append(name).append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return query.toString();
    }

    /**
     * Which of these rights a query, decoded, gives to a blob at this time; at least one. Fails with
     * NO_AUTHENTICATION_INFORMATION when it is not signed, AUTHENTICATION_FAILED when it is forged, altered, made out to
     * another
     * blob or not in its time, and AUTHORIZATION_PERMISSION_MISMATCH when it gives none of them.
     */
    public List<BlobRight> require(Map<String, String> query, BlobName blob, List<BlobRight> anyOf, Instant now) {
        SasFields fields = new SasFields(query);
        requirePresent(fields);
        requireSignature(fields, blob);
        requireTime(fields, now);
        List<BlobRight> given = anyOf.stream().filter(right -> fields.get("sp").indexOf(right.letter()) >= 0).toList();
        if (given.isEmpty()) {
            throw new BlobRefusal(BlobError.AUTHORIZATION_PERMISSION_MISMATCH,
                    "The signature does not permit this operation (sp=" + fields.get("sp") + ")");
        }
        return given;
    }

    /**
     * Makes sure that a query, decoded, is made out to the whole container and gives all of these rights. Fails like
     * {@link #require}.
     */
    public void requireContainer(Map<String, String> query, List<BlobRight> all, Instant now) {
        SasFields fields = new SasFields(query);
        requirePresent(fields);
        boolean known = fields.get("sr").equals(SasFields.OF_CONTAINER) && fields.get("sv").equals(SasFields.VERSION);
        if (!known || !isSigned(fields.stringToSign(account, container, Optional.empty()), fields.get("sig"))) {
            throw new BlobRefusal(BlobError.AUTHENTICATION_FAILED,
                    "The signature is not one of this hub for the whole container (sr=c)");
        }
        requireTime(fields, now);
        if (!all.stream().allMatch(right -> fields.get("sp").indexOf(right.letter()) >= 0)) {
            throw new BlobRefusal(BlobError.AUTHORIZATION_PERMISSION_MISMATCH, "The signature permits sp=" + fields.get("sp")
                    + ", and not all of " + all.stream().map(right -> String.valueOf(right.letter())).toList());
        }
    }

    private static void requirePresent(SasFields fields) {
        if (fields.get("sig").isEmpty()) {
            throw new BlobRefusal(BlobError.NO_AUTHENTICATION_INFORMATION, "The request has no signature in its query");
        }
    }

    private void requireSignature(SasFields fields, BlobName blob) {
        String scope = fields.get("sr");
        Optional<BlobName> signed = scope.equals(SasFields.OF_BLOB) ? Optional.of(blob) : Optional.empty();
        boolean known = signed.isPresent() || scope.equals(SasFields.OF_CONTAINER);
        String toSign = fields.stringToSign(account, container, signed);
        if (!fields.get("sv").equals(SasFields.VERSION) || !known || !isSigned(toSign, fields.get("sig"))) {
            throw new BlobRefusal(BlobError.AUTHENTICATION_FAILED,
                    "The signature is not one of this hub for this blob: ask the hub where to put it");
        }
    }

    /** All keys are tried, each in constant time; some clients leave a plus sign as it is, some decoders make a space of it. */
    private boolean isSigned(String toSign, String signature) {
        byte[] claimed = decode(signature.replace(' ', '+'));
        boolean signed = false;
        for (SecretKey key : keys) {
            signed |= MessageDigest.isEqual(sign(key, toSign), claimed);
        }
        return signed;
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // like any other that is wrong
        }
    }

    private static void requireTime(SasFields fields, Instant now) {
        boolean begun = fields.get("st").isEmpty() || !time(fields.get("st")).isAfter(now);
        if (!begun || !time(fields.get("se")).isAfter(now)) {
            throw new BlobRefusal(BlobError.AUTHENTICATION_FAILED,
                    "The signature is not valid at this time; it ends at " + fields.get("se") + ", now it is " + now);
        }
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new BlobRefusal(BlobError.AUTHENTICATION_FAILED, "The signature has a time that is none: " + text);
        }
    }

    private static byte[] sign(SecretKey key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "BlobSignatures[" + account + "/" + container + "]";
    }
}
