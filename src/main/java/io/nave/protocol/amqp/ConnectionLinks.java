package io.nave.protocol.amqp;

import java.util.Optional;

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

import io.nave.hub.error.HubException;
import io.nave.hub.servicebound.ServiceBoundQueue;
import io.nave.protocol.amqp.LinkAddress.ServiceNode;

/**
 * The links of a connection: decides by address what a link is, refuses what the connection has not proved it may have, and
 * passes on what happens to it. The engine keeps links apart by session and name, as it must be: some clients use the same
 * names
 * on every session (device-protocols §2.3). Confined to the connection's event loop.
 */
final class ConnectionLinks {

    static final UnsignedLong MAX_MESSAGE_SIZE = UnsignedLong.valueOf(1024 * 1024);
    private static final int MAX_LINKS = 100_000;
    private static final int MAX_UNPROVED_LINKS = 16;

    private final AmqpServices services;
    private final AmqpTransport transport;
    private final AmqpLoop loop;
    private final Grants grants;
    private final RequestNode cbs;
    private final RequestNode management;
    private final AmqpDevices devices;
    private final UnstoredBytes unstored;
    private final BlockedLinks blocked;
    private final LinkTable links = new LinkTable();

    ConnectionLinks(AmqpDevices.Shared shared, Grants grants, AmqpDevices devices, ConnectionProofs proofs) {
        this.services = shared.services();
        this.transport = shared.transport();
        this.loop = shared.loop();
        this.grants = grants;
        this.devices = devices;
        this.unstored = shared.unstored();
        this.blocked = shared.blocked();
        this.cbs = new RequestNode(transport, loop, blocked, new CbsNode(services, loop, proofs)::answer);
        this.management = new RequestNode(transport, loop, blocked,
                new ManagementNode(services, loop, transport.peer(), grants, proofs::grant)::answer);
    }

    /** The peer attaches a link; null when it used a handle that is in use. */
    void attach(@Nullable Link link) {
        if (link == null) {
            transport.close(AmqpErrors.error("amqp:session:handle-in-use", "The handle of the attach is in use"));
        } else if (links.size() >= (isUnproved() ? MAX_UNPROVED_LINKS : MAX_LINKS)) {
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
            case LinkAddress.OfDevice device -> attachDevice(receiver, device.address());
            case LinkAddress.UnknownOfDevice unknown -> refuseNode(receiver, unknown.text());
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
            case LinkAddress.OfDevice device -> attachDevice(sender, device.address());
            case LinkAddress.UnknownOfDevice unknown -> refuseNode(sender, unknown.text());
            case LinkAddress.ServiceLink link -> readServiceBound(sender, link);
            case LinkAddress.Partition partition -> read(sender, partition);
            case LinkAddress.Entity entity -> refuseEntity(sender, entity.text());
        }
    }

    private void attachDevice(Link link, DeviceAddress address) {
        try {
            links.put(link, devices.attach(link, address));
        } catch (HubException refusal) {
            refuse(link, AmqpErrors.of(refusal));
        }
    }

    private void refuseNode(Link link, String address) {
        refuse(link, isUnproved() ? ungranted(address) : noSuchNode(address));
    }

    private static ErrorCondition notThisWay(LinkAddress.ServiceLink address) {
        return address.node() == ServiceNode.OTHER ? noSuchNode(address.text())
                : AmqpErrors.notAllowed("This node is for the other direction: " + address.text());
    }

    private static ErrorCondition noSuchNode(String address) {
        return AmqpErrors.error("amqp:not-found", "There is no such node: " + address);
    }

    private void openRequests(Receiver receiver, RequestNode node) {
        RequestLink link = node.requests(receiver);
        links.put(receiver, link);
        LinkTermini.echo(receiver);
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
        refuse(link, grants.cover(path) ? Redirects.to(services.names().host(), transport.port(), path) : ungranted(path));
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
            links.putLively(sender, link);
            link.start();
        }
    }

    private void sendToDevices(Receiver receiver, LinkAddress.ServiceLink address) {
        if (address.node() != ServiceNode.DEVICE_BOUND) {
            refuse(receiver, notThisWay(address));
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
        Optional<ServiceBoundQueue<?>> queue = services.serviceBound(address.node());
        if (queue.isEmpty()) {
            refuse(sender, notThisWay(address));
        } else if (!grants.cover(address.text())) {
            refuse(sender, ungranted(address.text()));
        } else {
            links.putLively(sender,
                    new ServiceBoundLink(services, transport, loop, grants, sender, address, queue.get()));
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

    /** Whether nobody has proved anything on this connection. */
    boolean isUnproved() {
        return grants.isEmpty() && devices.isEmpty();
    }

    private void gone(Link link) {
        AmqpLink ours = links.remove(link);
        if (ours != null) {
            cbs.removed(ours);
            management.removed(ours);
            ours.onGone();
        }
    }

    /** A session is over. */
    void ended(Session session) {
        links.removeSession(session).forEach(this::gone);
    }

    /** The connection is over. */
    void ended() {
        links.all().forEach(this::gone);
    }

    void flow(Link link) {
        AmqpLink ours = links.find(link);
        if (ours != null) {
            ours.onFlow();
        }
    }

    void delivery(Delivery delivery) {
        Link link = delivery.getLink();
        AmqpLink ours = links.find(link);
        if (ours != null && link.getLocalState() != EndpointState.CLOSED) {
            ours.onDelivery(delivery);
        }
        if (link instanceof Receiver receiver && link.getLocalState() != EndpointState.ACTIVE) {
            drop(receiver);
        }
    }

    /** What comes over a link that is refused or ended. */
    private static void drop(Receiver receiver) {
        for (Delivery current = receiver.current(); current != null; current = receiver.current()) {
            receiver.recv();
            if (current.isPartial() && !current.isAborted()) {
                return;
            }
            receiver.advance();
            current.settle();
        }
    }

    void proceed() {
        links.forEachLively(AmqpLink::proceed);
        blocked.proceed();
    }

    void tick() {
        links.forEachLively(AmqpLink::onTick);
        devices.tick();
    }

    void grantsChanged() {
        links.forEach(AmqpLink::onGrantsChanged);
    }
}
