package io.nave.hub.connections;

import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.CutReason;

/** A live connection of a device or module, whatever its protocol. */
public interface DeviceConnection {

    ClientId client();

    /** What it rests on. */
    ConnectionProof proof();

    /** Its twin has other desired properties; from any thread. A client that did not ask to be told is not. */
    void desiredChanged(DesiredChange change);

    /** Messages wait for it in its queue; from any thread. A client that did not ask for messages gets none. */
    default void messagesWaiting() {
    }

    /** Cuts the connection, from any thread; the reason is for the log. Calling it again does nothing. */
    void cut(CutReason reason);
}
