package io.nave.routing.endpoints;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A secret of an endpoint: it is never printed, and compared in constant time. */
public final class EndpointSecret {

    /** What is shown in its place. */
    public static final String MASK = "****";

    private final String text;

    public EndpointSecret(String text) {
        this.text = text;
    }

    /** The secret itself, for whom it is meant. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EndpointSecret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    @Override
    public int hashCode() {
        return EndpointSecret.class.hashCode();
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return MASK;
    }
}
