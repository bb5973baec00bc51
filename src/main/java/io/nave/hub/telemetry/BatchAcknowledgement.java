package io.nave.hub.telemetry;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.HubException;
import io.nave.hub.message.Acknowledgement;

/** Waits until all messages of a batch are stored or refused, and says so once. Told on threads of the store. */
final class BatchAcknowledgement implements Acknowledgement {

    private final Acknowledgement whole;
    private int waiting;
    private @Nullable HubException refusal;

    /** For so many messages, at least one. */
    BatchAcknowledgement(int messages, Acknowledgement whole) {
        this.waiting = messages;
        this.whole = whole;
    }

    @Override
    public void stored() {
        if (isLast(null)) {
            end();
        }
    }

    @Override
    public void refused(HubException cause) {
        if (isLast(cause)) {
            end();
        }
    }

    private synchronized boolean isLast(@Nullable HubException cause) {
        refusal = refusal == null ? cause : refusal;
        return --waiting == 0;
    }

    private void end() {
        HubException first = firstRefusal();
        if (first == null) {
            whole.stored();
        } else {
            whole.refused(first);
        }
    }

    private synchronized @Nullable HubException firstRefusal() {
        return refusal;
    }
}
