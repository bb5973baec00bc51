package io.nave.storage.postgres;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Seals with AES-256-GCM: base64 of a random nonce of 12 bytes, the text, and a tag of 16 bytes. Safe for all threads. */
final class KeyEncryptionKey {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ID_BYTES = 4;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;
    private final String id;
    private final SecureRandom random = new SecureRandom();
    /** One for each thread, because looking one up costs as much as opening a key; it is set up anew for each text. */
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(KeyEncryptionKey::newCipher);

    KeyEncryptionKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        this.id = idOf(key);
    }

    /** Tells this key from others without telling the key. */
    String id() {
        return id;
    }

    private static String idOf(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("key id of ".getBytes(UTF_8));
            return HexFormat.of().formatHex(digest.digest(key), 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    String seal(String plain, String place) {
        return Base64.getEncoder().encodeToString(seal(plain.getBytes(UTF_8), place));
    }

    /** As {@link #seal(String, String)} without base64. */
    byte[] seal(byte[] plain, String place) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(plain);
            return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-GCM", e);
        }
    }

    /** Fails with SERVER_ERROR when the text was not sealed with this key for this place. */
    String open(String sealed, String place) {
        try {
            return new String(open(Base64.getDecoder().decode(sealed), place), UTF_8);
        } catch (IllegalArgumentException e) {
            throw changed(place, e);
        }
    }

    /** As {@link #open(String, String)} without base64. */
    byte[] open(byte[] sealed, String place) {
        try {
            byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
            return cipher(Cipher.DECRYPT_MODE, nonce, place).doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw changed(place, e);
        }
    }

    private static HubException changed(String place, Exception cause) {
        return new HubException(ErrorCode.SERVER_ERROR, "What was sealed was changed outside the hub: " + place, cause);
    }

    /** A key for another purpose, from which neither this one nor those for other purposes can be told. */
    SecretKey derive(String purpose) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.getEncoded(), HMAC));
            return new SecretKeySpec(mac.doFinal(("nave key for " + purpose).getBytes(UTF_8)), HMAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = ciphers.get();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(UTF_8));
        return cipher;
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-GCM", e);
        }
    }

    @Override
    public String toString() {
        return "KeyEncryptionKey[" + id + "]";
    }
}
