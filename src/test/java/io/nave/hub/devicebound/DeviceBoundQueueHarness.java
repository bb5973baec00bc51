package io.nave.hub.devicebound;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.core.ConditionFactory;

import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.servicebound.FeedbackBatch;
import io.nave.hub.servicebound.FeedbackLimits;
import io.nave.hub.servicebound.FeedbackQueue;
import io.nave.hub.servicebound.FeedbackRecord;
import io.nave.hub.servicebound.Settlement;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A clock to move, a device of its own for each test, and two replicas of the hub that share its queue. */
public abstract class DeviceBoundQueueHarness {

    protected static final DeviceBoundLimits LIMITS = new DeviceBoundLimits(Duration.ofHours(1), Duration.ofMinutes(1), 10,
            DeviceBoundLimits.STRICT_DEPTH, 20);
    protected static final FeedbackLimits FEEDBACK_LIMITS = FeedbackLimits.DEFAULT;
    protected static final long T0 = 1_770_000_000_000L;
    protected static final Duration PATIENCE = Duration.ofSeconds(20);
    protected static final int ALL = 1_000;

    protected final AtomicLong millis = new AtomicLong(T0);
    protected final Clock clock = ((InstantSource) () -> Instant.ofEpochMilli(millis.get())).withZone(ZoneOffset.UTC);
    protected final QueueId queue = new QueueId(new DeviceId("d-" + UUID.randomUUID()), "638000000000000001");

    protected abstract DeviceBoundQueue first();

    protected abstract DeviceBoundQueue second();

    /** What the queue tells of outcomes; nobody else reads it. */
    protected abstract FeedbackQueue feedback();

    /** A text that nobody is told about. */
    protected static DeviceBoundMessage message(String text) {
        return message(text, Map.of(SystemProperty.MESSAGE_ID, text));
    }

    /** A text whose sender asked for feedback. */
    protected static DeviceBoundMessage message(String text, DeliveryAcknowledgement acknowledgement) {
        return message(text, Map.of(SystemProperty.MESSAGE_ID, text, SystemProperty.ACK, acknowledgement.wireName()));
    }

    protected static DeviceBoundMessage message(String text, Map<SystemProperty, String> system) {
        return new DeviceBoundMessage(system, new LinkedHashMap<>(), MessageBody.of(text.getBytes(UTF_8)));
    }

    protected static String text(DeviceBoundMessage message) {
        return new String(message.body().bytes(), UTF_8);
    }

    /** Appends these, in their order, for an hour. */
    protected void enqueue(String... texts) {
        for (String text : texts) {
            enqueue(message(text), Duration.ofHours(1));
        }
    }

    protected Enqueued enqueue(DeviceBoundMessage message, Duration life) {
        return done(first().enqueue(queue, message, clock.instant().plus(life)));
    }

    /** The one message that there is. */
    protected LockedMessage receiveOne(String connection) {
        List<LockedMessage> received = done(first().receive(queue, connection, ALL)).messages();
        assertThat(received).hasSize(1);
        return received.getFirst();
    }

    protected LockToken next(String connection) {
        return done(first().receive(queue, connection, 1)).messages().getFirst().token();
    }

    protected List<String> receive(DeviceBoundQueue replica, String connection, int max) {
        return texts(done(replica.receive(queue, connection, max)));
    }

    protected static List<String> texts(Received received) {
        return received.messages().stream().map(locked -> text(locked.message())).toList();
    }

    protected Settlement complete(LockToken token) {
        return done(second().complete(queue, token));
    }

    protected Settlement reject(LockToken token) {
        return done(second().reject(queue, token));
    }

    protected Settlement abandon(LockToken token) {
        return done(second().abandon(queue, token));
    }

    protected int depth() {
        return done(second().depths(List.of(queue))).getOrDefault(queue, 0);
    }

    protected QueueView view() {
        return done(second().view(queue, ALL));
    }

    /** Lets a little more than this pass: what holds at the very millisecond is not agreed. */
    protected void pass(Duration time) {
        millis.addAndGet(time.toMillis() + 1);
    }

    /** That many records at least, and what else comes with them; time passes meanwhile. */
    protected List<FeedbackRecord> told(int count) {
        pass(FEEDBACK_LIMITS.flushAfter());
        List<FeedbackRecord> told = new ArrayList<>();
        eventually().until(() -> {
            pass(Duration.ofSeconds(1));
            done(feedback().receive(FeedbackQueue.NOBODY, ALL)).forEach(batch -> told.addAll(read(batch)));
            return told.size() >= count;
        });
        return told;
    }

    private List<FeedbackRecord> read(FeedbackBatch batch) {
        assertThat(done(feedback().complete(batch.token()))).isEqualTo(Settlement.DONE);
        return batch.records();
    }

    protected static <T> T done(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    protected static ConditionFactory eventually() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }
}
