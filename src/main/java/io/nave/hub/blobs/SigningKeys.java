package io.nave.hub.blobs;

import java.util.List;

import javax.crypto.SecretKey;

/**
 * The port to keys that every replica has without having been given them: they are derived from the key-encryption keys. From
 * any thread.
 */
public interface SigningKeys {

    /** Keys for one purpose; the first one signs, and any of them counts, so that a change of keys goes unnoticed. */
    List<SecretKey> derive(String purpose);
}
