package io.nave.routing.forwarding;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.nave.hub.eventlog.EventLog.Subscription;
import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.Delivery.Refusal;
import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.outbox.OutboxCursor;
import io.nave.routing.outbox.OutboxEntry;
import io.nave.routing.outbox.OutboxSlice;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Carries one partition of the outbox to one endpoint: reads, sends, moves the cursor, one step after the other. What is in the
 * way of a step ends it, and the next begins where the cursor is. The cursor is moved a few times a second at most; what was
 * sent
 * since then is sent again after a crash.
 */
final class Forwarder {

    private static final Duration CHECKPOINT = Duration.ofMillis(500);
    private static final Duration GATHER = Duration.ofMillis(50);
    private static final Duration LOOK_AROUND = Duration.ofSeconds(10);
    private static final long FRESH = 5_000;
    /** What waited for long goes in small pieces, so that nobody else waits for a large one. */
    private static final int PIECE = 100;

    private final HeldCursor held;
    private final PartitionSender sender;
    private final ForwardingTools tools;
    private final Progress progress;
    private final Bell bell = new Bell();
    private final Bell end = new Bell();
    private final Failures failures;
    private final CatchUp catchUp;
    private final Subscription subscription;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean stopping;
    private volatile boolean late;

    Forwarder(HeldCursor held, PartitionSender sender, ForwardingTools tools) {
        this.held = held;
        this.sender = sender;
        this.tools = tools;
        this.progress = new Progress(held.cursor().nextSequence());
        this.failures = new Failures(tools.limits(), tools.clock());
        this.catchUp = new CatchUp(tools.pace(), tools.limits().catchUpSpeed());
        this.subscription = tools.outbox().onAppended(held.cursor().partition(), bell::ring);
    }

    /** Begins; returns at once. */
    void start() {
        Multi.createBy().repeating().uni(this::step).until(done -> stopping)
                .onItem().ignore().onCompletion().call(this::end)
                .subscribe().with(nothing -> {
                }, ended::completeExceptionally, () -> ended.complete(null));
    }

    /** Begins to end; returns at once. */
    void stop() {
        stopping = true;
        bell.ring();
        end.ring();
    }

    /** Whether nothing is being sent any more. */
    boolean hasEnded() {
        return ended.isDone();
    }

    /** Completes when nothing is being sent any more. Never fails. */
    Uni<Void> ended() {
        return Uni.createFrom().completionStage(ended).onFailure().recoverWithNull();
    }

    HeldCursor held() {
        return held;
    }

    private Uni<Void> end() {
        subscription.close();
        return save().onFailure().recoverWithNull().chain(sender::close);
    }

    /** Repeated without end; an outbox that is away is asked again after a while. */
    private Uni<Boolean> step() {
        Uni<Void> step = held.isSure() ? Uni.createFrom().deferred(this::forward) : rest(CHECKPOINT);
        return step.onFailure().invoke(tools.watch()::broken)
                .onFailure().recoverWithUni(away -> rest(tools.limits().shortestPause())).replaceWith(true);
    }

    private Uni<Void> forward() {
        OutboxCursor cursor = held.cursor();
        return tools.outbox().read(cursor.endpoint(), cursor.partition(), progress.position(), most())
                .chain(slice -> forward(slice));
    }

    private Uni<Void> forward(OutboxSlice slice) {
        boolean idle = slice.entries().isEmpty() && slice.nextSequence() == progress.position();
        if (idle && !isDue()) {
            return idle();
        }
        boolean dead = failures.isDead();
        List<OutboxEntry> expired = dead ? slice.entries() : expired(slice.entries());
        List<OutboxEntry> rest = slice.entries().subList(expired.size(), slice.entries().size());
        String reason = dead ? "the endpoint is dead" : "its time to live is over";
        return bury(expired, reason).chain(() -> send(rest, slice)).chain(this::saveSometimes);
    }

    private List<OutboxEntry> expired(List<OutboxEntry> entries) {
        long oldest = tools.clock().millis() - tools.endpoint().timeToLive().toMillis();
        int count = 0;
        while (count < entries.size() && entries.get(count).enqueuedAt() < oldest) {
            count++;
        }
        return entries.subList(0, count);
    }

    private boolean isDue() {
        return sender.patience().filter(left -> !left.isPositive()).isPresent();
    }

    private Uni<Void> idle() {
        if (progress.isBehind(held)) {
            return progress.isSavedLately(CHECKPOINT) ? bell.heard(CHECKPOINT) : save();
        }
        return bell.heard(sender.patience().filter(left -> left.compareTo(LOOK_AROUND) < 0).orElse(LOOK_AROUND));
    }

    private Uni<Void> send(List<OutboxEntry> entries, OutboxSlice slice) {
        if (entries.isEmpty() && !isDue()) {
            boolean little = isLittle(slice);
            progress.passed(slice.nextSequence());
            return little ? gather() : Uni.createFrom().voidItem();
        }
        if (!held.isSure()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom().deferred(() -> sender.send(entries)).onFailure().recoverWithItem(this::broken)
                .call(delivery -> bury(delivery.refused()))
                .chain(delivery -> sent(delivery, entries, slice));
    }

    private Delivery broken(Throwable cause) {
        return Delivery.failedAt(progress.checkpoint(),
                new EndpointFault(EndpointFault.Category.INTERNAL_ERROR, cause.getClass().getSimpleName()));
    }

    private Uni<Void> sent(Delivery delivery, List<OutboxEntry> entries, OutboxSlice slice) {
        if (delivery.fault().isPresent()) {
            progress.failed(delivery.checkpoint());
            return failed(delivery.fault().get());
        }
        boolean little = isLittle(slice);
        progress.sent(delivery.checkpoint(), entries, slice.nextSequence());
        if (!entries.isEmpty()) {
            failures.over();
            tools.watch().took(held.cursor().partition(), entries.size() - delivery.refused().size());
        }
        return little ? pause(entries).chain(() -> gather()) : pause(entries);
    }

    private int most() {
        return late ? Math.min(PIECE, tools.limits().batch()) : tools.limits().batch();
    }

    private boolean isLittle(OutboxSlice slice) {
        return (slice.nextSequence() - progress.position()) * 2 < most();
    }

    /** When there was little, what comes in the meantime goes together: a step costs as much as many messages. */
    private static Uni<Void> gather() {
        return Uni.createFrom().voidItem().onItem().delayIt().by(GATHER);
    }

    /** Only what waited for long waits a little more. */
    private Uni<Void> pause(List<OutboxEntry> entries) {
        late = !entries.isEmpty() && tools.clock().millis() - entries.getLast().enqueuedAt() >= FRESH;
        if (!late) {
            return Uni.createFrom().voidItem();
        }
        Duration cameIn = Duration.ofMillis(entries.getLast().enqueuedAt() - entries.getFirst().enqueuedAt());
        Duration pause = catchUp.after(entries.size(), cameIn);
        return pause.compareTo(Bell.SHORTEST) < 0 ? Uni.createFrom().voidItem() : rest(pause);
    }

    private Uni<Void> failed(EndpointFault fault) {
        return save().chain(() -> tools.outbox().failed(held.cursor(), fault.toString()))
                .invoke(since -> failed(fault, since))
                .chain(() -> rest(failures.pause()));
    }

    private void failed(EndpointFault fault, Optional<Instant> since) {
        failures.another(since);
        tools.watch().failed(held.cursor().partition(), failures.isDead(), fault.toString());
    }

    /** A pause that nothing but the end cuts short. */
    private Uni<Void> rest(Duration pause) {
        return end.heard(pause);
    }

    private Uni<Void> bury(List<Refusal> refused) {
        Map<String, List<OutboxEntry>> byReason = refused.stream()
                .collect(Collectors.groupingBy(Refusal::reason, Collectors.mapping(Refusal::entry, Collectors.toList())));
        return Multi.createFrom().iterable(byReason.entrySet())
                .onItem().transformToUniAndConcatenate(each -> bury(each.getValue(), each.getKey()))
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> bury(List<OutboxEntry> entries, String reason) {
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tools.outbox().deadLetter(held.cursor(), entries, reason, tools.limits().deadLetters())
                .invoke(() -> tools.watch().buried(reason, entries.size()));
    }

    private Uni<Void> saveSometimes() {
        return progress.isSavedLately(CHECKPOINT) ? Uni.createFrom().voidItem() : save();
    }

    private Uni<Void> save() {
        long next = progress.checkpoint();
        if (next <= held.cursor().nextSequence()) {
            return Uni.createFrom().voidItem();
        }
        long until = HeldCursor.until(tools.limits().lease());
        Uni<Boolean> moved = progress.hasDelivered() ? tools.outbox().delivered(held.cursor(), next, tools.limits().lease())
                : tools.outbox().pass(held.cursor(), next, tools.limits().lease());
        return moved.invoke(still -> saved(still, next, until)).replaceWithVoid();
    }

    private void saved(boolean still, long next, long until) {
        if (still) {
            held.moved(next, until);
            progress.saved();
        } else {
            held.lost();
        }
    }
}
