package io.nave.hub.eventlog;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.eventlog.StartPosition.AfterTime;
import io.nave.hub.eventlog.StartPosition.AtSequence;
import io.nave.hub.eventlog.StartPosition.Earliest;
import io.nave.hub.eventlog.StartPosition.Latest;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every event log promises (EventLog, service-protocols §7.4 and §7.6). */
public abstract class EventLogContract {

    /** How many partitions the log under test has. */
    protected static final int PARTITIONS = 4;

    private static final MessageOrigin ORIGIN = new MessageOrigin(ClientId.of("press-7"), "638361", AuthMethod.DEVICE_SAS);

    protected EventLog log;

    /** A new and empty log with {@link #PARTITIONS} partitions, not yet open. */
    protected abstract EventLog newLog();

    @BeforeEach
    void open() {
        log = newLog();
        await(log.open());
    }

    @AfterEach
    void close() {
        await(log.close());
    }

    @Test
    void newLogIsEmpty() {
        // then
        assertThat(log.partitionCount()).isEqualTo(PARTITIONS);
        assertThat(await(log.state(3))).isEqualTo(new PartitionState(0, -1, 0));
        assertThat(await(log.read(3, 0, 10))).isEqualTo(new EventSlice(List.of(), 0));
        assertThat(await(log.resolve(3, new Earliest()))).isZero();
        assertThat(await(log.resolve(3, new Latest()))).isZero();
        assertThat(await(log.resolve(3, new AfterTime(0)))).isZero();
        assertThat(await(log.resolve(3, new AtSequence(-1, false)))).isZero();
    }

    @Test
    void whatIsAppendedIsReadBackWithEverythingInIt() {
        // given
        Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
        system.put(SystemProperty.MESSAGE_ID, "m-1");
        system.put(SystemProperty.CONTENT_TYPE, "application/json;charset=utf-8");
        Map<String, String> application = new LinkedHashMap<>();
        application.put("höhe", "12,5 °");
        application.put("flag", DeviceMessage.NO_VALUE);
        application.put("empty", "");
        DeviceMessage message = new DeviceMessage(ORIGIN, 1_700_000_000_123L, system, application, MessageBody.of(bytes("{}")));
        long before = System.currentTimeMillis();

        // when
        append(1, message).awaitStored();

        // then
        StoredEvent event = await(log.read(1, 0, 10)).events().getFirst();
        assertThat(event.message()).isEqualTo(message);
        assertThat(event.message().applicationProperties().get("flag")).isSameAs(DeviceMessage.NO_VALUE);
        assertThat(event.message().applicationProperties().get("empty")).isNotSameAs(DeviceMessage.NO_VALUE);
        assertThat(event.sequenceNumber()).isZero();
        assertThat(event.enqueuedAt()).isBetween(before, System.currentTimeMillis());
        assertThat(await(log.state(1))).isEqualTo(new PartitionState(0, 0, event.enqueuedAt()));
    }

    @Test
    void sequenceNumbersCountFromZeroInTheOrderOfAppends() {
        // when
        appendAll(2, 1000);

        // then
        List<StoredEvent> events = readAll(2);
        assertThat(events).extracting(StoredEvent::sequenceNumber).isEqualTo(LongStream.range(0, 1000).boxed().toList());
        assertThat(events).extracting(EventLogContract::text)
                .isEqualTo(IntStream.range(0, 1000).mapToObj(i -> "" + i).toList());
        assertThat(events).extracting(StoredEvent::enqueuedAt).isSorted();
        assertThat(await(log.state(2)).lastSequenceNumber()).isEqualTo(999);
        assertThat(await(log.state(1)).isEmpty()).isTrue();
    }

    @Test
    void messagesOfOneThreadKeepTheirOrderWhateverOthersDo() throws Exception {
        // given
        int threads = 4;
        int each = 2000;
        CountingAcknowledgement stored = new CountingAcknowledgement();

        // when
        List<Thread> senders = IntStream.range(0, threads)
                .mapToObj(t -> Thread.ofPlatform().start(() -> send(t, each, stored))).toList();
        for (Thread sender : senders) {
            sender.join();
        }
        stored.awaitStored(threads * each);

        // then
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<StoredEvent> events = readAll(partition);
            assertThat(events).extracting(StoredEvent::sequenceNumber)
                    .isEqualTo(LongStream.range(0, events.size()).boxed().toList());
            for (int t = 0; t < threads; t++) {
                String sender = t + ":";
                List<Integer> order = events.stream().map(EventLogContract::text).filter(text -> text.startsWith(sender))
                        .map(text -> Integer.valueOf(text.substring(sender.length()))).toList();
                assertThat(order).hasSize(each / PARTITIONS).isSorted();
            }
        }
    }

    private void send(int thread, int each, CountingAcknowledgement stored) {
        for (int i = 0; i < each; i++) {
            log.append(i % PARTITIONS, message(thread + ":" + i), stored);
        }
    }

    @Test
    void readGivesAtMostAsManyAsAskedAndSaysWhereToGoOn() {
        // given
        appendAll(0, 25);

        // then
        EventSlice slice = await(log.read(0, 7, 10));
        assertThat(slice.events()).extracting(EventLogContract::text).first().isEqualTo("7");
        assertThat(slice.nextSequenceNumber()).isEqualTo(7 + slice.events().size());
        assertThat(slice.events()).hasSizeBetween(1, 10);
        assertThat(await(log.read(0, 25, 10))).isEqualTo(new EventSlice(List.of(), 25));
        assertThat(await(log.read(0, 0, 1)).events()).hasSize(1);
    }

    @Test
    void largeMessagesAreReadInPieces() {
        // given
        int length = 250 * 1024;
        CountingAcknowledgement stored = new CountingAcknowledgement();
        for (int i = 0; i < 24; i++) {
            byte[] body = new byte[length];
            body[length - 1] = (byte) i;
            log.append(0, new DeviceMessage(ORIGIN, 0, Map.of(), Map.of(), MessageBody.of(body)), stored);
        }
        stored.awaitStored(24);

        // then
        List<StoredEvent> events = readAll(0);
        assertThat(events).hasSize(24);
        assertThat(events).allSatisfy(
                event -> assertThat(event.message().body().bytes()[length - 1]).isEqualTo((byte) event.sequenceNumber()));
    }

    @Test
    void startPositionsNameTheFirstEvent() {
        // given
        appendAll(0, 10);

        // then
        assertThat(await(log.resolve(0, new Earliest()))).isZero();
        assertThat(await(log.resolve(0, new Latest()))).isEqualTo(10);
        assertThat(await(log.resolve(0, new AtSequence(4, true)))).isEqualTo(4);
        assertThat(await(log.resolve(0, new AtSequence(4, false)))).isEqualTo(5);
        assertThat(await(log.resolve(0, new AtSequence(9, false)))).isEqualTo(10);
        assertThat(await(log.resolve(0, new AtSequence(-1, false)))).isZero();
        assertThat(await(log.resolve(0, new AtSequence(-1, true)))).isZero();
    }

    @Test
    void offsetBeyondTheEndIsRefused() {
        // given
        appendAll(0, 10);

        // then
        assertThatThrownBy(() -> await(log.resolve(0, new AtSequence(10, true)))).isInstanceOf(HubException.class)
                .hasMessage("The supplied offset '10' is invalid. The last offset in the system is '9'")
                .extracting(failure -> ((HubException) failure).code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
        assertThatThrownBy(() -> await(log.resolve(1, new AtSequence(0, false)))).isInstanceOf(HubException.class)
                .hasMessage("The supplied offset '0' is invalid. The last offset in the system is '-1'");
    }

    @Test
    void startTimeIsExclusiveToTheMillisecond() {
        // given
        for (int i = 0; i < 20; i++) {
            append(0, message("" + i)).awaitStored();
            long now = System.currentTimeMillis();
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> System.currentTimeMillis() > now);
        }
        List<StoredEvent> events = readAll(0);

        // then
        for (StoredEvent event : events) {
            long at = event.enqueuedAt();
            assertThat(await(log.resolve(0, new AfterTime(at)))).isEqualTo(firstAfter(events, at));
            assertThat(await(log.resolve(0, new AfterTime(at - 1)))).isEqualTo(firstAfter(events, at - 1));
        }
        assertThat(await(log.resolve(0, new AfterTime(0)))).isZero();
        assertThat(await(log.resolve(0, new AfterTime(Long.MAX_VALUE)))).isEqualTo(20);
    }

    private static long firstAfter(List<StoredEvent> events, long time) {
        return events.stream().filter(event -> event.enqueuedAt() > time).mapToLong(StoredEvent::sequenceNumber).findFirst()
                .orElse(events.size());
    }

    @Test
    void listenersHearOfTheirPartitionUntilTheyLeave() {
        // given
        AtomicInteger first = new AtomicInteger();
        AtomicInteger other = new AtomicInteger();
        EventLog.Subscription subscription = log.onAppended(0, first::incrementAndGet);
        log.onAppended(1, other::incrementAndGet);

        // when
        append(0, message("one")).awaitStored();

        // then
        Awaitility.await().untilAtomic(first, org.hamcrest.Matchers.greaterThan(0));
        subscription.close();
        int heard = first.get();
        append(0, message("two")).awaitStored();
        append(1, message("three")).awaitStored();
        Awaitility.await().untilAtomic(other, org.hamcrest.Matchers.greaterThan(0));
        assertThat(first).hasValue(heard);
    }

    @Test
    void closedLogRefuses() {
        // given
        append(0, message("before")).awaitStored();

        // when
        await(log.close());

        // then
        assertThat(append(0, message("after")).awaitRefused().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    /** Reads a partition from its oldest event to its tail. */
    protected final List<StoredEvent> readAll(int partition) {
        return readAll(log, partition);
    }

    /** Reads a partition of a log from its oldest event to its tail. */
    public static List<StoredEvent> readAll(EventLog log, int partition) {
        List<StoredEvent> events = new ArrayList<>();
        long next = await(log.resolve(partition, new Earliest()));
        EventSlice slice;
        do {
            slice = await(log.read(partition, next, 500));
            events.addAll(slice.events());
            next = slice.nextSequenceNumber();
        } while (!slice.events().isEmpty());
        return events;
    }

    /** Appends {@code count} messages "0", "1", … and waits until they are stored. */
    protected final void appendAll(int partition, int count) {
        CountingAcknowledgement stored = new CountingAcknowledgement();
        for (int i = 0; i < count; i++) {
            log.append(partition, message("" + i), stored);
        }
        stored.awaitStored(count);
    }

    protected final CountingAcknowledgement append(int partition, DeviceMessage message) {
        CountingAcknowledgement acknowledgement = new CountingAcknowledgement();
        log.append(partition, message, acknowledgement);
        return acknowledgement;
    }

    /** A message whose body is this text. */
    protected static DeviceMessage message(String text) {
        return new DeviceMessage(ORIGIN, 1_700_000_000_000L, Map.of(), Map.of(), MessageBody.of(bytes(text)));
    }

    protected static String text(StoredEvent event) {
        return new String(event.message().body().bytes(), StandardCharsets.UTF_8);
    }

    protected static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    protected static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
