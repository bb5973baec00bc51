package io.nave.protocol.amqp;

import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.jspecify.annotations.Nullable;

/**
 * A link of a device, from its attach on: it is answered when its device has proved who it is, and does from then on what its
 * node does. Confined to the connection's event loop.
 */
final class DeviceLink implements AmqpLink {

    private final Link link;
    private final DeviceAddress.Node node;
    private final AmqpDevice device;
    private @Nullable AmqpLink work;
    private boolean over;
    private int partial;

    DeviceLink(Link link, DeviceAddress.Node node, AmqpDevice device) {
        this.link = link;
        this.node = node;
        this.device = device;
    }

    Link link() {
        return link;
    }

    DeviceAddress.Node node() {
        return node;
    }

    AmqpDevice device() {
        return device;
    }

    /** Whether both are links to the same node in the same direction. */
    boolean isLike(DeviceLink other) {
        return node == other.node && link.getClass() == other.link.getClass();
    }

    /** What the link does from now on. */
    void become(AmqpLink what) {
        work = what;
    }

    /** Whether nothing may be done with it any more. */
    boolean isOver() {
        return over;
    }

    /** Ends the link with an error; its device loses nothing else. */
    void end(ErrorCondition error) {
        if (over) {
            return;
        }
        if (link.getLocalState() == EndpointState.UNINITIALIZED) {
            ConnectionLinks.refuse(link, error);
        } else {
            link.setCondition(error);
            link.close();
        }
        onGone();
    }

    @Override
    public void onFlow() {
        if (work != null && !over) {
            work.onFlow();
            device.flowed(this);
        }
    }

    @Override
    public void onDelivery(Delivery delivery) {
        if (work == null) {
            end(AmqpErrors.error("amqp:link:transfer-limit-exceeded", "The link was not answered yet"));
        } else if (!over && !isReadAlready()) {
            device.touch();
            work.onDelivery(delivery);
            notePartial();
        }
    }

    /** Whether it came with others that were read together with it. */
    private boolean isReadAlready() {
        return link instanceof Receiver receiver && receiver.current() == null && partial == 0;
    }

    /** Bytes of a message that has begun to come. */
    private void notePartial() {
        if (over) {
            return; // what it held is given back
        }
        Delivery current = link instanceof Receiver receiver ? receiver.current() : null;
        int now = current == null ? 0 : current.available();
        boolean bearable = device.shared().partial().change(now - partial);
        partial = now;
        if (!bearable) {
            end(AmqpErrors.limitExceeded("Too many unfinished messages are on the way over this connection"));
        }
    }

    @Override
    public void onGone() {
        if (!over) {
            over = true;
            device.shared().partial().change(-partial);
            if (work != null) {
                work.onGone();
            }
            device.left(this);
        }
    }
}
