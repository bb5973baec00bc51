package io.nave.hub.connections;

import java.time.Instant;
import java.util.function.Consumer;

import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.CutReason;

/** A live connection of a device or module, whatever its protocol. */
public interface DeviceConnection {

    ClientId client();

    /** What it rests on. */
    ConnectionProof proof();

    /**
     * When the client last sent something or was sent something; from any thread. 1970 when nothing is known but that it
     * connected.
     */
    default Instant lastActivity() {
        return Instant.EPOCH;
    }

    /** Its twin has other desired properties; from any thread. A client that did not ask to be told is not. */
    void desiredChanged(DesiredChange change);

    /** Messages wait for it in its queue; from any thread. A client that did not ask for messages gets none. */
    default void messagesWaiting() {
    }

    /**
     * Has the client carry out a direct method; from any thread. {@code answer} is told once what came of it, on any thread,
     * and
     * no later than the time-out of the request. A client that did not ask for methods is not online.
     */
    default void invoke(MethodRequest request, Consumer<MethodAnswer> answer) {
        answer.accept(MethodAnswer.NOT_ONLINE);
    }

    /** Cuts the connection, from any thread; the reason is for the log. Calling it again does nothing. */
    void cut(CutReason reason);
}
