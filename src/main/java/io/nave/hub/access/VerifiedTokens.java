package io.nave.hub.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens of policies that were verified before, the ones used last: a back end shows the same one with each request. What was
 * verified stands only as long as the policy is what it was; that the token is not expired is for the caller to see to. Tokens
 * are known by their fingerprints, so that none is kept here and no comparison tells how much of one is right. Safe for all
 * threads.
 */
final class VerifiedTokens {

    private static final int MAX = 1000;

    private final Map<Key, Verified> verified = new LinkedHashMap<>(16, 0.75f, true);

    /** A token by its text, and which forms of a key were tried for it. */
    record Key(String fingerprint, KeyForm forms) {

        static Key of(String text, KeyForm forms) {
            return new Key(KeyFingerprints.of(text), forms);
        }
    }

    /** A token, the policy as it was, and who the token makes of its bearer. */
    record Verified(SasToken token, SharedAccessPolicy policy, Caller caller) {
    }

    synchronized Optional<Verified> find(Key key) {
        return Optional.ofNullable(verified.get(key));
    }

    synchronized void keep(Key key, Verified one) {
        verified.put(key, one);
        if (verified.size() > MAX) {
            verified.remove(verified.keySet().iterator().next());
        }
    }
}
