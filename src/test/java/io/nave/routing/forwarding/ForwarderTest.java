package io.nave.routing.forwarding;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubEvent.EndpointChanged;
import io.nave.hub.monitoring.HubEvent.EndpointChanged.State;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.Delivery;
import io.nave.routing.endpoints.Delivery.Refusal;
import io.nave.routing.endpoints.EndpointFault;
import io.nave.routing.endpoints.PartitionSender;
import io.nave.routing.endpoints.WebhookSettings;
import io.nave.routing.outbox.DeadLetter;
import io.nave.routing.outbox.InMemoryOutbox;
import io.nave.routing.outbox.OutboxCursor;
import io.nave.routing.outbox.OutboxEntry;
import io.nave.routing.outbox.OutboxTarget;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Ordered, at least once, whatever the endpoint does (semantics §1.6, §1.7). */
class ForwarderTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ForwardingLimits LIMITS = new ForwardingLimits(Duration.ofSeconds(30), 3, Duration.ofHours(1),
            Duration.ofMinutes(1), Duration.ofMillis(1), Duration.ofMillis(4), 1.5, 1_000_000, 100);
    private static final CustomEndpoint ENDPOINT = new CustomEndpoint(1, "mine", Duration.ofDays(1),
            new WebhookSettings(URI.create("https://host.test/"), Optional.empty(), 1, Optional.empty()));

    private final AtomicLong now = new AtomicLong(1_000_000_000);
    private final List<HubEvent> events = new CopyOnWriteArrayList<>();
    private final InMemoryOutbox outbox = new InMemoryOutbox(now::get);
    private final Scripted sender = new Scripted();
    private final HeldCursor held = new HeldCursor(new OutboxCursor(1, 0, 0, 1), HeldCursor.until(Duration.ofHours(1)));
    private final Forwarder forwarder = new Forwarder(held, sender, new ForwardingTools(ENDPOINT, outbox, LIMITS,
            new CatchUp.Rate(1_000_000), new EndpointWatch(ENDPOINT, events::add), new Settable(now)));

    @AfterEach
    void stop() {
        sender.fault = null;
        outbox.away(false);
        forwarder.stop();
        forwarder.ended().await().atMost(LIMIT);
        assertThat(sender.closed).isTrue();
    }

    @Test
    void sendsWhatIsForTheEndpointInOrderAndMovesTheCursorBehindWhatIsNot() {
        // given
        append(1, "a", "b", "c", "d");
        append(2, "other");

        // when
        forwarder.start();
        append(1, "e");
        append(2, "other");

        // then
        awaitCursor(7);
        assertThat(sender.taken).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void whatWasNotTakenIsSentAgainFromThereWhenTheEndpointTakesMessagesAgain() {
        // given
        sender.fault = new EndpointFault(EndpointFault.Category.TRANSIENT, "away");
        sender.takesBeforeFault = 1;
        append(1, "a", "b", "c", "d");
        forwarder.start();
        Awaitility.await().atMost(LIMIT).until(() -> outbox.errors().size() >= 2);

        // when
        sender.fault = null;

        // then
        awaitCursor(4);
        assertOrderedAtLeastOnce("abcd");
        assertThat(outbox.errors()).containsOnly("Transient: away");
        assertThat(states()).containsExactly(State.UNHEALTHY, State.HEALTHY);
    }

    @Test
    void storeThatIsAwayForAWhileLosesNothing() {
        // given
        forwarder.start();
        append(1, "a", "b");
        awaitCursor(2);

        // when
        sender.fault = new EndpointFault(EndpointFault.Category.TRANSIENT, "away");
        append(1, "c", "d", "e", "f");
        Awaitility.await().atMost(LIMIT).until(() -> !outbox.errors().isEmpty());
        outbox.away(true);
        sender.fault = null;
        Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        outbox.away(false);

        // then
        awaitCursor(6);
        assertOrderedAtLeastOnce("abcdef");
    }

    @Test
    void whatTheEndpointWillNeverTakeGoesToItsDeadLettersAndTheRestGoesOn() {
        // given
        sender.refuses = "b";
        append(1, "a", "b", "c");

        // when
        forwarder.start();

        // then
        awaitCursor(3);
        assertThat(sender.taken).containsExactly("a", "c");
        assertThat(letters()).containsExactly("b: too large");
        assertThat(events).contains(new HubEvent.DeadLettered("mine", "too large", 1));
    }

    @Test
    void whatWaitedLongerThanItsTimeToLiveGoesToTheDeadLetters() {
        // given
        append(1, "a");
        now.addAndGet(Duration.ofDays(1).toMillis() + 1);
        append(1, "b");

        // when
        forwarder.start();

        // then
        awaitCursor(2);
        assertThat(sender.taken).containsExactly("b");
        assertThat(letters()).containsExactly("a: its time to live is over");
    }

    @Test
    void deadEndpointIsTriedNowAndThenAndItsMessagesGoToTheDeadLetters() {
        // given
        sender.fault = new EndpointFault(EndpointFault.Category.UNAUTHORIZED, "no");
        append(1, "a");
        forwarder.start();
        Awaitility.await().atMost(LIMIT).until(() -> !outbox.errors().isEmpty());

        // when
        now.addAndGet(Duration.ofHours(1).toMillis() + 1);
        Awaitility.await().atMost(LIMIT).until(() -> letters().size() == 1);
        int tries = outbox.errors().size();
        append(1, "b");
        Awaitility.await().atMost(LIMIT).until(() -> letters().size() == 2);

        // then
        assertThat(letters()).containsExactly("a: the endpoint is dead", "b: the endpoint is dead");
        assertThat(outbox.errors()).hasSize(tries);
        sender.fault = null;
        now.addAndGet(Duration.ofMinutes(1).toMillis());
        append(1, "c");
        Awaitility.await().atMost(LIMIT).until(() -> sender.taken.contains("c"));
        assertThat(states()).containsExactly(State.UNHEALTHY, State.DEAD, State.HEALTHY);
    }

    @Test
    void cursorStaysWhereItIsWhileTheEndpointKeepsMessages() {
        // given
        sender.keeps = true;
        append(1, "a", "b");
        append(2, "other");
        forwarder.start();
        Awaitility.await().atMost(LIMIT).until(() -> sender.taken.size() == 2);
        append(1, "c");
        Awaitility.await().atMost(LIMIT).until(() -> sender.taken.size() == 3);
        assertThat(outbox.cursor(1)).isZero();

        // when
        sender.keeps = false;
        append(1, "d");

        // then
        awaitCursor(5);
        assertThat(sender.taken).containsExactly("a", "b", "c", "d");
    }

    @Test
    void endpointIsCalledWhenTimeAsksForIt() {
        // given
        sender.keeps = true;
        append(1, "a");
        forwarder.start();
        Awaitility.await().atMost(LIMIT).until(() -> sender.taken.size() == 1);

        // when
        sender.keeps = false;
        sender.patience = Optional.of(Duration.ZERO);
        append(2, "wakes it");

        // then
        awaitCursor(2);
    }

    @Test
    void nothingIsSentWhenItIsNotSureThatNobodyTookOver() {
        // given
        forwarder.start();
        append(1, "a");
        awaitCursor(1);

        // when
        held.lost();
        append(1, "b");

        // then
        Awaitility.await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> sender.taken.equals(List.of("a")));
        held.prolonged(HeldCursor.until(Duration.ofHours(1)));
        awaitCursor(2);
    }

    @Test
    void senderThatBreaksIsTriedAgain() {
        // given
        sender.breaks = true;
        append(1, "a");
        forwarder.start();
        Awaitility.await().atMost(LIMIT).until(() -> outbox.errors().contains("InternalError: IllegalStateException"));

        // when
        sender.breaks = false;

        // then
        awaitCursor(1);
    }

    /** Each message follows the one before it, or one that was seen before. */
    private void assertOrderedAtLeastOnce(String all) {
        String seen = String.join("", sender.taken);
        int furthest = -1;
        for (int i = 0; i < seen.length(); i++) {
            int place = all.indexOf(seen.charAt(i));
            assertThat(place).as(seen).isLessThanOrEqualTo(furthest + 1);
            furthest = Math.max(furthest, place);
        }
        assertThat(furthest).as(seen).isEqualTo(all.length() - 1);
    }

    private List<State> states() {
        return events.stream().filter(EndpointChanged.class::isInstance).map(EndpointChanged.class::cast)
                .map(EndpointChanged::state).toList();
    }

    private List<String> letters() {
        return outbox.deadLetters(1, 0, 100).await().indefinitely().stream().map(ForwarderTest::text).toList();
    }

    private static String text(DeadLetter letter) {
        return body(letter.entry()) + ": " + letter.reason();
    }

    private static String body(OutboxEntry entry) {
        return new String(entry.message().body().bytes(), UTF_8);
    }

    private void awaitCursor(long sequence) {
        Awaitility.await().atMost(LIMIT).until(() -> outbox.cursor(1) == sequence);
    }

    @Test
    void whatWaitedForLongGoesInSmallPieces() {
        // given
        ForwardingLimits large = new ForwardingLimits(Duration.ofSeconds(30), 300, Duration.ofHours(1), Duration.ofMinutes(1),
                Duration.ofMillis(1), Duration.ofMillis(4), 1.5, 1_000_000, 100);
        Scripted late = new Scripted();
        Forwarder other = new Forwarder(new HeldCursor(new OutboxCursor(1, 0, 0, 1), HeldCursor.until(Duration.ofHours(1))),
                late,
                new ForwardingTools(ENDPOINT, outbox, large, new CatchUp.Rate(1_000_000),
                        new EndpointWatch(ENDPOINT, events::add),
                        new Settable(now)));
        IntStream.range(0, 700).forEach(i -> append(1, "x"));
        now.addAndGet(10_000);

        // when
        other.start();
        Awaitility.await().atMost(LIMIT).until(() -> late.taken.size() == 700);

        // then
        assertThat(late.sizes).containsExactly(300, 100, 100, 100, 100);
        other.stop();
        other.ended().await().atMost(LIMIT);
        forwarder.start();
    }

    private void append(int endpoint, String... bodies) {
        for (String body : bodies) {
            outbox.append(
                    new DeviceMessage(new MessageOrigin(ClientId.of("d1"), "g", AuthMethod.DEVICE_SAS), 1, Map.of(), Map.of(),
                            MessageBody.of(body.getBytes(UTF_8))),
                    List.of(new OutboxTarget(endpoint, Map.of())), new Ignored());
        }
    }

    private static final class Ignored implements Acknowledgement {
        @Override
        public void stored() {
        }

        @Override
        public void refused(HubException cause) {
        }
    }

    /** Does what the test says. */
    private static final class Scripted implements PartitionSender {

        private final List<String> taken = new CopyOnWriteArrayList<>();
        private final List<Integer> sizes = new CopyOnWriteArrayList<>();
        private volatile EndpointFault fault;
        private volatile int takesBeforeFault;
        private volatile String refuses = "";
        private volatile boolean keeps;
        private volatile boolean breaks;
        private volatile boolean closed;
        private volatile Optional<Duration> patience = Optional.empty();
        private long checkpoint;

        @Override
        public Uni<Delivery> send(List<OutboxEntry> entries) {
            if (breaks) {
                throw new IllegalStateException("a mistake");
            }
            sizes.add(entries.size());
            EndpointFault now = fault;
            int count = now == null ? entries.size() : Math.min(takesBeforeFault, entries.size());
            List<Refusal> refused = new ArrayList<>();
            IntStream.range(0, count).forEach(i -> take(entries.get(i), refused));
            if (!keeps && count > 0) {
                checkpoint = entries.get(count - 1).sequence() + 1;
            }
            if (!keeps && entries.isEmpty()) {
                checkpoint = 1;
                patience = Optional.empty();
            }
            return Uni.createFrom().item(new Delivery(checkpoint, refused,
                    Optional.ofNullable(now).filter(fails -> count < entries.size())));
        }

        private void take(OutboxEntry entry, List<Refusal> refused) {
            if (body(entry).equals(refuses)) {
                refused.add(new Refusal(entry, "too large"));
            } else {
                taken.add(body(entry));
            }
        }

        @Override
        public Optional<Duration> patience() {
            return patience;
        }

        @Override
        public Uni<Void> close() {
            closed = true;
            return Uni.createFrom().voidItem();
        }
    }

    /** A clock that stands until it is moved. */
    private static final class Settable extends Clock {

        private final AtomicLong now;

        Settable(AtomicLong now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
