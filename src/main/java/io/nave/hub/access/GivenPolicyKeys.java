package io.nave.hub.access;

import java.util.Map;
import java.util.Optional;

import io.nave.hub.error.HubException;
import io.nave.hub.identity.KeyText;

/** Keys of shared access policies that the configuration gives, by the policy's name; they win over stored ones. */
public record GivenPolicyKeys(Map<String, Keys> byPolicy) {

    /** The keys given for a policy; one that is left out is kept or generated. */
    public record Keys(Optional<String> primary, Optional<String> secondary) {

        /** None given. */
        static final Keys NOTHING = new Keys(Optional.empty(), Optional.empty());

        boolean isEmpty() {
            return primary.isEmpty() && secondary.isEmpty();
        }

        @Override
        public String toString() {
            return "Keys[hidden]";
        }
    }

    /** Fails when a policy is not a built-in one or a key cannot be a key; the message names the setting. */
    public GivenPolicyKeys {
        byPolicy = Map.copyOf(byPolicy);
        byPolicy.forEach(GivenPolicyKeys::check);
    }

    Keys of(String policy) {
        return byPolicy.getOrDefault(policy, Keys.NOTHING);
    }

    private static void check(String policy, Keys keys) {
        String setting = "nave.access.policies.\"" + policy + "\"";
        if (!BuiltInPolicy.NAMES.contains(policy)) {
            throw new IllegalArgumentException(setting + " is not one of the policies " + BuiltInPolicy.NAMES);
        }
        keys.primary().ifPresent(key -> check(setting + ".primary-key", key));
        keys.secondary().ifPresent(key -> check(setting + ".secondary-key", key));
    }

    private static void check(String setting, String key) {
        try {
            KeyText.check(key);
        } catch (HubException e) {
            throw new IllegalArgumentException(setting + " must be base64 of 16 to 64 bytes", e);
        }
    }
}
