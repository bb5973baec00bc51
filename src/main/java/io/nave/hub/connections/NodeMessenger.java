package io.nave.hub.connections;

import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Calls from replica to replica. Best effort: a call may be lost when the messenger's engine is gone, so whatever depends on
 * one
 * also heals by itself (a poll, a lease).
 */
public interface NodeMessenger {

    /** Tells the other replicas; completes when the call is on its way. */
    Uni<Void> tell(NodeCall call);

    /** Tells one replica, and nobody else; when it is gone, nobody hears it. Completes when the call is on its way. */
    Uni<Void> tell(ReplicaId replica, NodeCall call);

    /**
     * Tells the replica that holds an identity's connection, in one step. True when it hears that, as far as is known; false
     * when nobody
     * holds it, this replica does, or the holder is gone. Fails with SERVICE_UNAVAILABLE when that cannot be known.
     */
    Uni<Boolean> tellHolder(ClientId client, NodeCall call);

    /** What the other replicas tell, never what this one told; the server subscribes its receivers. Ends on stop. */
    Multi<NodeCall> calls();

    /** What replicas say to each other. */
    sealed interface NodeCall {

        /** Events were committed in these partitions (bit n = partition n modulo 64): wake readers. */
        record EventsAppended(long partitions) implements NodeCall {
        }

        /** An identity connected elsewhere: drop an older connection of it. */
        record Connected(ClientId client) implements NodeCall {
        }

        /** Who may connect has changed: review the connections that it may touch. */
        record AccessChanged(AccessChange change) implements NodeCall {
        }

        /** Messages wait for a device that is connected there. */
        record MessagesWaiting(ClientId client) implements NodeCall {
        }

        /** The back end changed a twin: forget what was read of it. */
        record TwinChanged(ClientId client) implements NodeCall {
        }

        /** A twin has other desired properties: tell the device, if it is connected there. */
        record DesiredChanged(DesiredChange change) implements NodeCall {
        }

        /** What replicas say to each other about direct methods; {@code id} is the caller's name for the call. */
        sealed interface AboutMethod extends NodeCall {
        }

        /** A device that is connected there is to carry out a method; {@code caller} waits for what comes of it. */
        record InvokeMethod(ReplicaId caller, long id, ClientId client, MethodRequest request) implements AboutMethod {
        }

        /** What came of a method that this replica asked for. */
        record MethodAnswered(long id, MethodAnswer answer) implements AboutMethod {
        }
    }
}
