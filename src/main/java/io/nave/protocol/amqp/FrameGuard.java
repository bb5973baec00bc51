package io.nave.protocol.amqp;

import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.engine.TransportException;
import org.apache.qpid.proton.engine.impl.ProtocolTracer;
import org.apache.qpid.proton.framing.TransportFrame;

/**
 * Looks at frames before the engine acts on them and refuses the two that would keep it busy forever: a disposition over
 * billions of deliveries, and a peer whose frames are too small to carry anything (AMQP 1.0 §2.7.1 asks for 512 bytes).
 */
final class FrameGuard implements ProtocolTracer {

    private static final long MAX_DISPOSITION = 100_000;
    private static final long MIN_MAX_FRAME_SIZE = 512;

    @Override
    public void receivedFrame(TransportFrame frame) {
        if (frame.getBody() instanceof Disposition disposition && isTooWide(disposition)) {
            throw new TransportException("The disposition covers too many deliveries");
        }
        if (frame.getBody() instanceof Open open && isTooSmall(open.getMaxFrameSize())) {
            throw new TransportException("max-frame-size is at least 512");
        }
    }

    private static boolean isTooWide(Disposition disposition) {
        UnsignedInteger last = disposition.getLast();
        return last != null && last.longValue() - disposition.getFirst().longValue() > MAX_DISPOSITION;
    }

    private static boolean isTooSmall(UnsignedInteger size) {
        return size != null && size.longValue() < MIN_MAX_FRAME_SIZE;
    }

    @Override
    public void sentFrame(TransportFrame frame) {
        // only what comes in is looked at
    }
}
