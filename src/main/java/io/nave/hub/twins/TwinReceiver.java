package io.nave.hub.twins;

/** The port to a device link that is told about desired properties. On the connection's event loop. */
public interface TwinReceiver {

    /** Whether the client keeps up; when not, it is told later. */
    boolean hasRoom();

    /** Tells the client that its desired properties have this version, and how they changed (semantics §4.5). */
    void tell(long version, String patch);
}
