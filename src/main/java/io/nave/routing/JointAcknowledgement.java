package io.nave.routing;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.HubException;
import io.nave.hub.message.Acknowledgement;

/** What two stores say of one message, told once both have spoken: stored when both have it, else the first refusal. */
final class JointAcknowledgement implements Acknowledgement {

    private final Acknowledgement whole;
    private final AtomicReference<@Nullable Half> first = new AtomicReference<>();

    private record Half(@Nullable HubException refusal) {
    }

    JointAcknowledgement(Acknowledgement whole) {
        this.whole = whole;
    }

    @Override
    public void stored() {
        half(new Half(null));
    }

    @Override
    public void refused(HubException cause) {
        half(new Half(cause));
    }

    private void half(Half mine) {
        if (!first.compareAndSet(null, mine)) {
            Half other = first.get();
            HubException refusal = other == null || other.refusal() == null ? mine.refusal() : other.refusal();
            if (refusal == null) {
                whole.stored();
            } else {
                whole.refused(refusal);
            }
        }
    }
}
