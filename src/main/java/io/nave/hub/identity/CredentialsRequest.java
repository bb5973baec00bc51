package io.nave.hub.identity;

import java.util.Optional;

/**
 * The {@code authentication} of a device document as a back end sends it (service-protocols §5.1). What was left out or null is
 * empty; an empty text stays one, because clients mean different things by the two.
 */
public record CredentialsRequest(Optional<Type> type, Pair keys, Pair thumbprints) {

    /** How the identity is to prove who it is. */
    public enum Type {
        SAS,
        SELF_SIGNED,
        CERTIFICATE_AUTHORITY,
        NONE
    }

    /** A primary and a secondary text. */
    public record Pair(Optional<String> primary, Optional<String> secondary) {

        /** Neither of them. */
        public static final Pair NOTHING = new Pair(Optional.empty(), Optional.empty());

        /** Whether neither text says anything. */
        boolean isBlank() {
            return primary.orElse("").isEmpty() && secondary.orElse("").isEmpty();
        }

        /** Whether both texts are there and empty. */
        boolean isEmptyText() {
            return isBlank() && primary.isPresent() && secondary.isPresent();
        }

        @Override
        public String toString() {
            return "Pair[hidden]";
        }
    }

    /** The type that was named; without one, thumbprints tell (older clients name none). */
    Type effectiveType() {
        return type.orElseGet(() -> thumbprints.isBlank() ? Type.SAS : Type.SELF_SIGNED);
    }
}
