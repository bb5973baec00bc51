package io.nave.storage.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Seals keys before they are stored and opens them when they are read. A sealed key is {@code v1.{key id}.{base64}}; a text of
 * another form was stored before keys were sealed, and is taken as it is. The launcher, which prints connection strings, opens
 * policy keys with it too. Safe for all threads.
 */
@Singleton
public final class KeyVault {

    static final String SEALED = "v1.";
    private static final int KEY_BYTES = 32;

    private final KeyEncryptionKey present;
    private final Map<String, KeyEncryptionKey> byId = new LinkedHashMap<>();

    /** Fails when a key is not base64 of 32 bytes, or the file can neither be read nor made; the message names the setting. */
    public KeyVault(KeyVaultConfig config) {
        present = config.encryptionKey().map(text -> decode("nave.keys.encryption-key", text))
                .orElseGet(() -> fromFile(Path.of(config.encryptionKeyFile())));
        List<KeyEncryptionKey> all = new ArrayList<>(List.of(present));
        config.previousEncryptionKeys().orElse(List.of())
                .forEach(text -> all.add(decode("nave.keys.previous-encryption-keys", text)));
        all.forEach(key -> byId.putIfAbsent(key.id(), key));
    }

    /** The id of the key that seals now. */
    String presentId() {
        return present.id();
    }

    boolean knows(String keyId) {
        return byId.containsKey(keyId);
    }

    /** Seals a text for one place, such as {@code device d1 primary}: it opens nowhere else. */
    String seal(String plain, String place) {
        return SEALED + present.id() + "." + present.seal(plain, place);
    }

    /** Fails with SERVER_ERROR when the text was sealed with a key that is not there, for another place, or was changed. */
    public String open(String stored, String place) {
        if (!stored.startsWith(SEALED)) {
            return stored;
        }
        String[] parts = stored.split("\\.", 3);
        return key(parts.length < 3 ? "" : parts[1]).open(parts[2], place);
    }

    /** Seals bytes for one place, as {@link #seal(String, String)} does for a text: the key id, and what it sealed. */
    byte[] seal(byte[] plain, String place) {
        byte[] id = present.id().getBytes(US_ASCII);
        byte[] sealed = present.seal(plain, place);
        return ByteBuffer.allocate(id.length + sealed.length).put(id).put(sealed).array();
    }

    /** Fails like {@link #open(String, String)}. */
    byte[] open(byte[] sealed, String place) {
        int idLength = Math.min(present.id().length(), sealed.length);
        KeyEncryptionKey key = key(new String(sealed, 0, idLength, US_ASCII));
        return key.open(Arrays.copyOfRange(sealed, idLength, sealed.length), place);
    }

    /** Keys for another purpose, one of each key-encryption key, that of the present one first. */
    List<SecretKey> derive(String purpose) {
        return byId.values().stream().map(key -> key.derive(purpose)).toList();
    }

    private KeyEncryptionKey key(String id) {
        KeyEncryptionKey key = byId.get(id);
        if (key == null) {
            throw new HubException(ErrorCode.SERVER_ERROR,
                    "A stored key or file is sealed with a key-encryption key that this hub does not have (nave.keys)");
        }
        return key;
    }

    /** The place of the primary key of a shared access policy. */
    public static String primaryOfPolicy(String name) {
        return CredentialColumns.primaryOf(ownerOfPolicy(name));
    }

    static String ownerOfPolicy(String name) {
        return "policy " + name;
    }

    private static KeyEncryptionKey decode(String setting, String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text.strip());
            if (key.length == KEY_BYTES) {
                return new KeyEncryptionKey(key);
            }
        } catch (IllegalArgumentException notBase64) {
            // told below, without the text
        }
        throw new IllegalArgumentException(setting + " must be base64 of " + KEY_BYTES + " bytes");
    }

    private static KeyEncryptionKey fromFile(Path file) {
        String setting = "nave.keys.encryption-key-file (" + file + ")";
        try {
            if (!Files.exists(file)) {
                write(file);
            }
            return decode(setting, Files.readString(file, US_ASCII));
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + " can neither be read nor made: " + e.getMessage(), e);
        }
    }

    /** Readable by its owner only, and never half written: a second process finds all of it or makes way. */
    private static void write(Path file) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, "encryption", ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, Base64.getEncoder().encodeToString(key) + "\n", US_ASCII, StandardOpenOption.SYNC);
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException somebodyElseWasFaster) {
            // theirs is the key
        } finally {
            Files.delete(draft);
        }
    }
}
