package io.nave.hub.identity;

/** How a pair of keys is renewed (service-protocols §5.6). */
public enum KeyRotation {
    PRIMARY,
    SECONDARY,
    /** The two keys change places. */
    SWAP
}
