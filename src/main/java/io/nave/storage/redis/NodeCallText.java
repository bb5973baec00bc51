package io.nave.storage.redis;

import java.util.Optional;

import io.nave.hub.connections.AccessChange;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.NodeMessenger.NodeCall;
import io.nave.hub.connections.NodeMessenger.NodeCall.AboutMethod;
import io.nave.hub.connections.NodeMessenger.NodeCall.AccessChanged;
import io.nave.hub.connections.NodeMessenger.NodeCall.Connected;
import io.nave.hub.connections.NodeMessenger.NodeCall.DesiredChanged;
import io.nave.hub.connections.NodeMessenger.NodeCall.EventsAppended;
import io.nave.hub.connections.NodeMessenger.NodeCall.MessagesWaiting;
import io.nave.hub.connections.NodeMessenger.NodeCall.TwinChanged;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;

/**
 * A call as it travels: {@code incarnation verb subject}, for example {@code 7f3a connected d1/m1}. Ids hold no space;
 * what may hold some, such as a patch, comes last. A verb
 * that this version does not know is skipped, so that replicas of two versions can work side by side during an update.
 */
record NodeCallText(String incarnation, NodeCall call) {

    private static final String APPENDED = "appended";
    private static final String CONNECTED = "connected";
    private static final String REVOKED = "revoked";
    private static final String POLICY = "policy";
    private static final String AUTHORITY = "authority";
    private static final String RULES = "rules";
    private static final String MESSAGES = "messages";
    private static final String TWIN = "twin";
    private static final String DESIRED = "desired";

    static String format(ReplicaId sender, NodeCall call) {
        return sender.incarnation() + " " + switch (call) {
            case EventsAppended appended -> APPENDED + " " + appended.partitions();
            case Connected connected -> CONNECTED + " " + connected.client();
            case AccessChanged changed -> format(changed.change());
            case MessagesWaiting waiting -> MESSAGES + " " + waiting.client();
            case TwinChanged changed -> TWIN + " " + changed.client();
            case DesiredChanged changed -> format(changed.change());
            case AboutMethod method -> MethodCallText.format(method);
        };
    }

    private static String format(DesiredChange change) {
        return DESIRED + " " + change.client() + " " + change.version() + change.patch().map(patch -> " " + patch).orElse("");
    }

    private static String format(AccessChange change) {
        return switch (change) {
            case AccessChange.Identity identity -> REVOKED + " " + identity.device();
            case AccessChange.Policy policy -> POLICY + " " + policy.name();
            case AccessChange.Authority authority -> AUTHORITY + " " + authority.name();
            case AccessChange.Rules rules -> RULES + " changed";
        };
    }

    static Optional<NodeCallText> parse(String text) {
        String[] parts = text.split(" ", 3);
        try {
            return parts.length < 3 ? Optional.empty()
                    : parse(parts[0], parts[1], parts[2]).map(call -> new NodeCallText(parts[0], call));
        } catch (HubException | IllegalArgumentException notACall) {
            return Optional.empty();
        }
    }

    private static Optional<NodeCall> changed(AccessChange change) {
        return Optional.of(new AccessChanged(change));
    }

    boolean isFrom(ReplicaId replica) {
        return incarnation.equals(replica.incarnation());
    }

    private static Optional<NodeCall> desired(String[] parts) {
        return parts.length < 2 ? Optional.empty()
                : Optional.of(new DesiredChanged(new DesiredChange(ClientId.parse(parts[0]), Long.parseLong(parts[1]),
                        parts.length < 3 ? Optional.empty() : Optional.of(parts[2]))));
    }

    private static Optional<NodeCall> parse(String sender, String verb, String subject) {
        return switch (verb) {
            case APPENDED -> Optional.of(new EventsAppended(Long.parseLong(subject)));
            case CONNECTED -> Optional.of(new Connected(ClientId.parse(subject)));
            case MESSAGES -> Optional.of(new MessagesWaiting(ClientId.parse(subject)));
            case TWIN -> Optional.of(new TwinChanged(ClientId.parse(subject)));
            case REVOKED -> changed(new AccessChange.Identity(new DeviceId(subject)));
            case POLICY -> changed(new AccessChange.Policy(subject));
            case AUTHORITY -> changed(new AccessChange.Authority(subject));
            case RULES -> changed(new AccessChange.Rules());
            case DESIRED -> desired(subject.split(" ", 3));
            default -> MethodCallText.parse(sender, verb, subject);
        };
    }
}
