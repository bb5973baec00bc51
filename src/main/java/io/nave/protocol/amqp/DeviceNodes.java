package io.nave.protocol.amqp;

import java.util.Optional;
import java.util.function.Consumer;

import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import io.nave.hub.access.DeviceAccess;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.protocol.amqp.DeviceAddress.Node;

/** What the links of one device do, by the node that they lead to (device-protocols §2.5). Confined to the event loop. */
final class DeviceNodes {

    private final AmqpDevices.Shared shared;
    private final DeviceMethods methods;
    private @Nullable DeviceTwin twin;
    private @Nullable DeviceQueueLink queue;

    /** {@code takesMethods} is run when the device takes methods from then on. */
    DeviceNodes(AmqpDevices.Shared shared, Runnable takesMethods) {
        this.shared = shared;
        this.methods = new DeviceMethods(shared.loop(), takesMethods);
    }

    /** Answers the attach of a link. */
    void open(DeviceLink link, DeviceAccess access, Optional<String> modelId) {
        LinkTermini.echo(link.link());
        link.link().setMaxMessageSize(ConnectionLinks.MAX_MESSAGE_SIZE);
        if (link.link() instanceof Receiver receiver) {
            openReceiver(link, receiver, access, modelId);
        } else {
            openSender(link, (Sender) link.link(), access);
        }
    }

    /** The device sends. */
    private void openReceiver(DeviceLink link, Receiver receiver, DeviceAccess access, Optional<String> modelId) {
        switch (link.node()) {
            case EVENTS -> {
                DeviceTelemetryLink telemetry = new DeviceTelemetryLink(link, receiver, shared, access.origin(), modelId);
                link.become(telemetry);
                telemetry.start();
            }
            case METHODS -> {
                startRequests(link, new RequestLink(receiver, shared.transport(), this::answered), RequestLink.CREDIT);
                methods.answersOver(true);
            }
            case TWIN -> startRequests(link, new RequestLink(receiver, shared.transport(), twinOf(access)::requested),
                    DeviceTwin.CREDIT);
            case DEVICE_BOUND -> link.end(AmqpErrors.notAllowed("A device receives from there and does not send to it"));
        }
    }

    private static void startRequests(DeviceLink link, RequestLink requests, int credit) {
        link.become(requests);
        requests.start(credit);
    }

    private void answered(RequestLink link, Message message) {
        methods.answered(message);
        link.answered();
    }

    private DeviceTwin twinOf(DeviceAccess access) {
        if (twin == null) {
            twin = new DeviceTwin(shared, access.origin());
        }
        return twin;
    }

    /** The device receives. */
    private void openSender(DeviceLink link, Sender sender, DeviceAccess access) {
        boolean ofModule = access.origin().client().module().isPresent();
        switch (link.node()) {
            case EVENTS -> openInputs(link, sender, ofModule);
            case METHODS -> {
                ReplyLink requests = new ReplyLink(sender, shared.transport(), shared.blocked());
                link.become(requests);
                sender.open();
                methods.requestsOver(requests);
            }
            case TWIN -> {
                ReplyLink answers = new ReplyLink(sender, shared.transport(), shared.blocked());
                link.become(answers);
                sender.open();
                twinOf(access).answersOver(answers);
            }
            case DEVICE_BOUND -> openQueue(link, sender, access, ofModule);
        }
    }

    /** Messages for the inputs of a module come from other modules of its device, never from the hub (§1.11.3). */
    private static void openInputs(DeviceLink link, Sender sender, boolean ofModule) {
        if (ofModule) {
            openIdle(link, sender);
        } else {
            link.end(AmqpErrors.notAllowed("A device sends there and does not receive from it"));
        }
    }

    private static void openIdle(DeviceLink link, Sender sender) {
        link.become(new IdleLink(sender));
        sender.open();
    }

    /** Modules have no queue, but some clients attach to it all the same (§2.5). */
    private void openQueue(DeviceLink link, Sender sender, DeviceAccess access, boolean ofModule) {
        if (ofModule) {
            openIdle(link, sender);
        } else {
            queue = new DeviceQueueLink(link, sender, shared, access.origin());
            link.become(queue);
            sender.open();
            queue.start();
        }
    }

    /** The device gave credit over a link. */
    void flowed(DeviceLink link) {
        if (link.node() == Node.TWIN && twin != null) {
            twin.resume();
        }
    }

    /** A link is over. */
    void left(DeviceLink link) {
        boolean receives = link.link() instanceof Sender;
        switch (link.node()) {
            case METHODS -> leftMethods(receives);
            case TWIN -> leftTwin(receives);
            case DEVICE_BOUND -> queue = null;
            case EVENTS -> {
                // nothing hangs on it
            }
        }
    }

    private void leftMethods(boolean receives) {
        if (receives) {
            methods.requestsOver(null);
        } else {
            methods.answersOver(false);
        }
    }

    private void leftTwin(boolean receives) {
        if (receives && twin != null) {
            twin.answersOver(null);
        }
    }

    void invoke(MethodRequest request, Consumer<MethodAnswer> answer) {
        methods.invoke(request, answer);
    }

    void desiredChanged(DesiredChange change) {
        if (twin != null) {
            twin.changed(change);
        }
    }

    void messagesWaiting() {
        if (queue != null) {
            queue.messagesWaiting();
        }
    }

    void tick() {
        if (queue != null) {
            queue.onTick();
        }
    }
}
