package io.nave.protocol.amqp;

import java.nio.ByteBuffer;

import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.FrameBody;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.impl.TransportImpl;
import org.jspecify.annotations.Nullable;

/**
 * The transport of the engine, which writes a disposition for each delivery; this one says of deliveries that follow each other
 * and are all accepted so in one frame (AMQP 1.0 §2.7.6). The order of frames stays: a disposition that is held is written
 * before
 * any other frame and at the end of what is written in one go.
 */
final class MergingTransport extends TransportImpl {

    private @Nullable Disposition held;
    private int channelOfHeld;

    @Override
    protected void writeFrame(int channel, FrameBody body, @Nullable ReadableBuffer payload, @Nullable Runnable tooLarge) {
        if (!(body instanceof Disposition next && isMergeable(next))) {
            writeHeld();
            super.writeFrame(channel, body, payload, tooLarge);
        } else if (!extendsHeld(channel, next)) {
            writeHeld();
            hold(channel, next);
        }
    }

    private static boolean isMergeable(Disposition one) {
        return one.getRole() == Role.RECEIVER && one.getSettled() && one.getState() instanceof Accepted
                && (one.getLast() == null || one.getLast().equals(one.getFirst()));
    }

    private boolean extendsHeld(int channel, Disposition next) {
        Disposition before = held;
        if (before == null || channel != channelOfHeld || !next.getFirst().equals(before.getLast().add(UnsignedInteger.ONE))) {
            return false;
        }
        before.setLast(next.getFirst());
        return true;
    }

    /** A copy, for the engine uses its own again. */
    private void hold(int channel, Disposition one) {
        Disposition copy = new Disposition();
        copy.setRole(Role.RECEIVER);
        copy.setSettled(true);
        copy.setState(Accepted.getInstance());
        copy.setFirst(one.getFirst());
        copy.setLast(one.getFirst());
        held = copy;
        channelOfHeld = channel;
    }

    private void writeHeld() {
        Disposition now = held;
        if (now != null) {
            held = null;
            super.writeFrame(channelOfHeld, now, null, null);
        }
    }

    @Override
    public boolean writeInto(ByteBuffer out) {
        boolean done = super.writeInto(out);
        if (held != null) {
            writeHeld();
            done = super.writeInto(out);
        }
        return done;
    }
}
