package io.nave.protocol.amqp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.jspecify.annotations.Nullable;

import io.nave.hub.access.Caller;
import io.nave.protocol.amqp.LinkAddress.ServiceNode;

/**
 * The links of a connection: decides by address what a link is, refuses what the connection has not proved it may have, and
 * passes on what happens to it. The engine keeps links apart by session and name, as it must be: some clients use the same
 * names
 * on every session (device-protocols §2.3). Confined to the connection's event loop.
 */
final class ConnectionLinks {

    static final UnsignedLong MAX_MESSAGE_SIZE = UnsignedLong.valueOf(1024 * 1024);
    private static final int MAX_LINKS = 10_000;
    private static final int MAX_UNGRANTED_LINKS = 16;

    private final AmqpServices services;
    private final AmqpTransport transport;
    private final AmqpLoop loop;
    private final Grants grants;
    private final RequestNode cbs;
    private final RequestNode management;
    private final UnstoredBytes unstored;
    private final Map<Link, AmqpLink> links = new LinkedHashMap<>();

    ConnectionLinks(AmqpServices services, AmqpTransport transport, AmqpLoop loop, Grants grants, Predicate<Caller> granted) {
        this.services = services;
        this.transport = transport;
        this.loop = loop;
        this.grants = grants;
        this.unstored = new UnstoredBytes(transport);
        this.cbs = new RequestNode(transport, loop, new CbsNode(services, loop, transport.peer(), granted)::answer);
        this.management = new RequestNode(transport, loop,
                new ManagementNode(services, loop, transport.peer(), grants, granted)::answer);
    }

    /** The peer attaches a link; null when it used a handle that is in use. */
    void attach(@Nullable Link link) {
        if (link == null) {
            transport.close(AmqpErrors.error("amqp:session:handle-in-use", "The handle of the attach is in use"));
        } else if (links.size() >= (grants.isEmpty() ? MAX_UNGRANTED_LINKS : MAX_LINKS)) {
            transport.close(AmqpErrors.limitExceeded("There are too many links on this connection"));
        } else if (link instanceof Receiver receiver) {
            attachReceiver(receiver);
        } else {
            attachSender((Sender) link);
        }
    }

    /** The peer wants to send. */
    private void attachReceiver(Receiver receiver) {
        String address = LinkTermini.targetAddress(receiver);
        switch (LinkAddress.parse(address)) {
            case LinkAddress.Cbs cbsAddress -> openRequests(receiver, cbs);
            case LinkAddress.Management managementAddress -> openRequests(receiver, management);
            case LinkAddress.LegacyEvents legacy -> redirect(receiver, legacy);
            case LinkAddress.DeviceLink device -> refuse(receiver, AmqpErrors.notImplemented(notYet("Device", device.text())));
            case LinkAddress.ServiceLink link -> sendToDevices(receiver, link);
            case LinkAddress.Partition partition -> refuseSending(receiver, partition.eventHub());
            case LinkAddress.Entity entity -> refuseSending(receiver, entity.text());
        }
    }

    /** The peer wants to receive. */
    private void attachSender(Sender sender) {
        String address = LinkTermini.sourceAddress(sender);
        switch (LinkAddress.parse(address)) {
            case LinkAddress.Cbs cbsAddress -> openReplies(sender, cbs);
            case LinkAddress.Management managementAddress -> openReplies(sender, management);
            case LinkAddress.LegacyEvents legacy -> redirect(sender, legacy);
            case LinkAddress.DeviceLink device -> refuse(sender, AmqpErrors.notImplemented(notYet("Device", device.text())));
            case LinkAddress.ServiceLink link -> readServiceBound(sender, link);
            case LinkAddress.Partition partition -> read(sender, partition);
            case LinkAddress.Entity entity -> refuseEntity(sender, entity.text());
        }
    }

    private static String notYet(String side, String address) {
        return side + " links are not served over AMQP yet: " + address;
    }

    private void openRequests(Receiver receiver, RequestNode node) {
        RequestLink link = node.requests(receiver);
        links.put(receiver, link);
        LinkTermini.echo(receiver);
        receiver.setMaxMessageSize(UnsignedLong.valueOf(RequestLink.MAX_MESSAGE_SIZE));
        receiver.open();
        link.start();
    }

    private void openReplies(Sender sender, RequestNode node) {
        links.put(sender, node.replies(sender));
        open(sender);
    }

    /** Answers an attach of a receiver: pre-settled, as the service does (service-protocols §7.5). */
    static void open(Sender sender) {
        open(sender, SenderSettleMode.SETTLED);
    }

    private static void open(Sender sender, SenderSettleMode mode) {
        LinkTermini.echo(sender);
        sender.setSenderSettleMode(mode);
        sender.setMaxMessageSize(MAX_MESSAGE_SIZE);
        sender.open();
    }

    private void redirect(Link link, LinkAddress.LegacyEvents legacy) {
        String path = services.names().eventHub() + legacy.rest();
        refuse(link, grants.cover(path) ? Redirects.to(services.names().host(), transport.localPort(), path) : ungranted(path));
    }

    private void refuseSending(Receiver receiver, String entity) {
        String hub = entity.split("/", -1)[0];
        if (!grants.cover(hub)) {
            refuse(receiver, ungranted(entity));
        } else if (services.names().isEventHub(hub)) {
            refuse(receiver, AmqpErrors.notAllowed("Nobody sends to the built-in endpoint; devices send to the hub"));
        } else {
            refuse(receiver, AmqpErrors.entityNotFound(services.names().host(), entity));
        }
    }

    private void refuseEntity(Sender sender, String entity) {
        refuse(sender, grants.isEmpty() ? ungranted(entity) : AmqpErrors.entityNotFound(services.names().host(), entity));
    }

    private void read(Sender sender, LinkAddress.Partition address) {
        if (!services.names().isEventHub(address.eventHub())) {
            refuseEntity(sender, address.text());
        } else if (!grants.cover(address.text())) {
            refuse(sender, ungranted(address.text()));
        } else {
            EventConsumerLink link = new EventConsumerLink(services, transport, loop, grants, sender, address);
            links.put(sender, link);
            link.start();
        }
    }

    private void sendToDevices(Receiver receiver, LinkAddress.ServiceLink address) {
        if (address.node() != ServiceNode.DEVICE_BOUND) {
            refuse(receiver, AmqpErrors.notImplemented(notYet("Service", address.text())));
        } else if (!grants.cover(address.text())) {
            refuse(receiver, ungranted(address.text()));
        } else {
            ServiceDeviceBoundLink link = new ServiceDeviceBoundLink(services, transport, loop, grants, unstored, receiver,
                    address);
            links.put(receiver, link);
            link.start();
        }
    }

    private void readServiceBound(Sender sender, LinkAddress.ServiceLink address) {
        boolean known = address.node() == ServiceNode.FEEDBACK || address.node() == ServiceNode.FILE_NOTIFICATIONS;
        if (!known) {
            refuse(sender, AmqpErrors.notImplemented(notYet("Service", address.text())));
        } else if (!grants.cover(address.text())) {
            refuse(sender, ungranted(address.text()));
        } else {
            links.put(sender, address.node() == ServiceNode.FEEDBACK
                    ? new FeedbackLink(services, transport, loop, grants, sender, address)
                    : new SilentLink(transport, grants, sender, address.text()));
            open(sender, SenderSettleMode.UNSETTLED);
        }
    }

    private static ErrorCondition ungranted(String path) {
        return AmqpErrors.unauthorized("No token on this connection grants ServiceConnect to '" + path
                + "'; put one on $cbs first");
    }

    /** Attach without source and target, then detach with the error (service-protocols §6.2). */
    static void refuse(Link link, ErrorCondition error) {
        link.setSource(null);
        link.setTarget(null);
        link.setMaxMessageSize(MAX_MESSAGE_SIZE);
        link.setCondition(error);
        link.open();
        link.close();
    }

    void detached(Link link, boolean closed) {
        gone(link);
        if (link.getLocalState() == EndpointState.UNINITIALIZED) {
            link.open();
        }
        if (closed) {
            link.close();
        } else {
            link.detach();
        }
        link.free();
    }

    private void gone(Link link) {
        AmqpLink ours = links.remove(link);
        if (ours != null) {
            cbs.removed(ours);
            management.removed(ours);
            ours.onGone();
        }
    }

    /** A session is over, or all of them. */
    void ended(@Nullable Session session) {
        for (Link link : new ArrayList<>(links.keySet())) {
            if (session == null || link.getSession().equals(session)) {
                gone(link);
            }
        }
    }

    void flow(Link link) {
        AmqpLink ours = links.get(link);
        if (ours != null) {
            ours.onFlow();
        }
    }

    void delivery(Delivery delivery) {
        AmqpLink ours = links.get(delivery.getLink());
        if (ours != null) {
            ours.onDelivery(delivery);
        }
    }

    void proceed() {
        links.values().forEach(AmqpLink::proceed);
    }

    void tick() {
        links.values().forEach(AmqpLink::onTick);
    }

    void grantsChanged() {
        links.values().forEach(AmqpLink::onGrantsChanged);
    }
}
