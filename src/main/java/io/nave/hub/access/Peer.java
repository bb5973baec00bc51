package io.nave.hub.access;

/** Where a client connects from: the text of its IP address, without port and without zone. */
public record Peer(String address) {

    /** An address that cannot be told, as of a socket that is closed already. */
    public static final Peer UNKNOWN = new Peer("");
}
