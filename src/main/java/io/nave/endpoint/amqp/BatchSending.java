package io.nave.endpoint.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.jspecify.annotations.Nullable;

import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.Delivery.Refusal;
import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.EndpointFault.Category;
import io.nave.routing.outbox.OutboxEntry;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * The entries of one call: sent one behind the other as far as there is credit, without waiting for outcomes. The first that
 * fails ends it, once those that are under way have their outcomes too; what they say behind the first failure does not count,
 * since all from there on is sent again. Confined to the endpoint's loop.
 */
final class BatchSending implements SenderLink.Listener {

    private final List<OutboxEntry> entries;
    private final EndpointMessages messages;
    private final int window;
    private final Patience patience;
    private final @Nullable SendOutcome[] outcomes;
    private final Promise<Delivery> done = Promise.promise();
    private @Nullable SenderLink link;
    private @Nullable EndpointFault fault;
    private int next;
    private int decided;
    private boolean ambiguous;

    /** At most {@code window} messages are under way at once. */
    BatchSending(List<OutboxEntry> entries, EndpointMessages messages, int window, Patience patience) {
        this.entries = entries;
        this.messages = messages;
        this.window = window;
        this.patience = patience;
        this.outcomes = new SendOutcome[entries.size()];
    }

    /** Sends them over this link; completes in any case. */
    Future<Delivery> over(SenderLink way) {
        link = way;
        patience.start(this::stuck);
        advance();
        return done.future();
    }

    /** Whether a message of several was to blame, and it is not known which. */
    boolean isAmbiguous() {
        return ambiguous;
    }

    @Override
    public void ready() {
        patience.sign();
        advance();
    }

    private void advance() {
        SenderLink way = link;
        while (way != null && fault == null && next < entries.size() && next - decided < window && way.isWritable()) {
            send(way, next++);
        }
        if (decided == next && (fault != null || next == entries.size())) {
            complete();
        }
    }

    private void send(SenderLink way, int index) {
        byte[] encoded = messages.encode(entries.get(index).message());
        if (encoded.length > way.maxMessageSize()) {
            decide(index, new SendOutcome.Refused("It has " + encoded.length + " bytes and the server takes "
                    + way.maxMessageSize()));
        } else {
            way.send(encoded, state -> outcome(index, state));
        }
    }

    private void outcome(int index, @Nullable DeliveryState state) {
        if (outcomes[index] == null && !done.future().isComplete()) {
            patience.sign();
            decide(index, SendOutcome.of(state));
            advance();
        }
    }

    private void decide(int index, SendOutcome outcome) {
        outcomes[index] = outcome;
        decided++;
        if (fault == null && outcome instanceof SendOutcome.Failed failed) {
            fault = failed.fault();
        }
    }

    @Override
    public void ended(EndpointFault reason, boolean aboutMessage) {
        fault = reason;
        if (aboutMessage && next - decided == 1) {
            decide(firstUndecided(), new SendOutcome.Refused(reason.detail()));
        } else {
            ambiguous = aboutMessage;
        }
        complete();
    }

    private int firstUndecided() {
        int index = 0;
        while (outcomes[index] != null) {
            index++;
        }
        return index;
    }

    /** A connection that is being made has a limit of its own. */
    private void stuck() {
        SenderLink way = link;
        if (way != null && !way.isAsked()) {
            patience.start(this::stuck);
            return;
        }
        fault = silence(way != null && way.isAttached());
        if (way != null) {
            way.close();
        }
        complete();
    }

    private EndpointFault silence(boolean attached) {
        String time = " for " + patience.limit().toSeconds() + " s";
        if (!attached || decided < next) {
            return new EndpointFault(Category.TIMEOUT, "The server does not answer" + time);
        }
        return new EndpointFault(Category.THROTTLED, "The server gives no credit" + time + ": it is full, or takes no more");
    }

    private void complete() {
        patience.stop();
        List<Refusal> refused = new ArrayList<>();
        int index = 0;
        while (index < entries.size() && isPassed(index, refused)) {
            index++;
        }
        long checkpoint = index == entries.size() ? entries.getLast().sequence() + 1 : entries.get(index).sequence();
        done.tryComplete(new Delivery(checkpoint, refused, Optional.ofNullable(fault)));
    }

    private boolean isPassed(int index, List<Refusal> refused) {
        return switch (outcomes[index]) {
            case SendOutcome.Taken taken -> true;
            case SendOutcome.Refused(String reason) -> refused.add(new Refusal(entries.get(index), reason));
            case SendOutcome.Failed failed -> false;
            case null -> false;
        };
    }
}
