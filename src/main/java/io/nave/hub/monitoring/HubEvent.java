package io.nave.hub.monitoring;

import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;

/** Something that happened and that an operator may want to know. Ids only, never a secret. */
public sealed interface HubEvent {

    /** A listener took its port. */
    record ListenerOpened(String protocol, int port) implements HubEvent {
    }

    record DeviceConnected(ClientId client, String protocol) implements HubEvent {
    }

    record DeviceDisconnected(ClientId client, String protocol, String reason) implements HubEvent {
    }

    /** A connection was refused; {@code client} is what it claimed to be. */
    record ConnectionRefused(String client, String protocol, HubException cause) implements HubEvent {
    }

    /**
     * Somebody at this address (or IPv6 network) seems to guess the credentials of {@code subject}: his failures are answered
     * late, or his attempts refused unseen.
     */
    record GuessingSuspected(String address, String subject, boolean refused) implements HubEvent {
    }

    /** The hub ended a connection. */
    record ConnectionCut(ClientId client, CutReason reason) implements HubEvent {
    }

    /** A client broke the protocol and was closed. */
    record ProtocolViolation(String client, String protocol, String detail) implements HubEvent {
    }

    /** A device or module was created, updated or deleted; {@code identity} is {@code d} or {@code d/m}. */
    record IdentityChanged(String identity, String operation) implements HubEvent {
    }

    /** A batch was committed: messages, bytes, and how long the commit took in nanoseconds. */
    record BatchStored(int messages, int bytes, long nanos) implements HubEvent {
    }

    /** A batch could not be stored. */
    record BatchFailed(int messages, HubException cause) implements HubEvent {
    }

    /** A back end attached to a partition, or left it. */
    record ReaderChanged(String consumerGroup, int partition, boolean attached) implements HubEvent {
    }

    /** A direct method ended: {@code answered}, {@code abandoned} by its caller, or with the error of this name. */
    record MethodEnded(ClientId client, String outcome, long nanos) implements HubEvent {
    }

    /**
     * A device asked where to put a file, or said what became of it. {@code blob} is empty when it is not known,
     * {@code outcome}
     * {@code done}, {@code failed} when the device said so, or the name of an error; {@code detail} says more of what is not
     * done.
     */
    record FileUploadStep(ClientId client, Operation operation, String blob, String outcome, String detail, long nanos)
            implements
                HubEvent {

        /** Which of the two it was. */
        public enum Operation {
            BEGIN,
            END
        }

        /** Whether the device got what it asked for, and says that all is well. */
        public boolean isDone() {
            return outcome.equals("done");
        }
    }

    /**
     * Routing could not do something with messages: how many since it was last told of this kind. {@code subject} is a route or
     * an identity, {@code detail} may be empty.
     */
    record RoutingProblem(Kind kind, String subject, String detail, int count) implements HubEvent {

        /** The operation names of semantics §1.7. */
        public enum Kind {
            /** A condition was undefined or null, so its route did not take the message; not counted, told once a minute. */
            UNDEFINED_ROUTE_EVALUATION,
            /** A condition looked into a body that could not be read. */
            ROUTE_EVALUATION_ERROR,
            /** No route took it, and there is no fallback. */
            ORPHANED_MESSAGE,
            /** It cannot be delivered as it is. */
            INVALID_MESSAGE
        }
    }

    /** An endpoint of the owner's own took messages. */
    record Forwarded(String endpoint, String kind, int messages) implements HubEvent {
    }

    /** An endpoint of the owner's own did not take messages, and they went to its dead letters. */
    record DeadLettered(String endpoint, String reason, int messages) implements HubEvent {
    }

    /** How an endpoint of the owner's own is doing has changed, as this replica sees it (semantics §1.7). */
    record EndpointChanged(String endpoint, State state, String detail) implements HubEvent {

        /** The operation names are EndpointHealthy, EndpointUnhealthy and EndpointDead. */
        public enum State {
            HEALTHY,
            UNHEALTHY,
            DEAD
        }
    }

    /** Something failed that nobody waits for. */
    record BackgroundFailure(String what, Throwable cause) implements HubEvent {
    }
}
