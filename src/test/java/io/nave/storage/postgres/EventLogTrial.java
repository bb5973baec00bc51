package io.nave.storage.postgres;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.nave.hub.error.HubException;
import io.nave.hub.eventlog.EventLog;
import io.nave.hub.eventlog.StoredEvent;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends numbered messages to a log like a device does, some waiting for acknowledgement at any time, and knows afterwards what
 * the log must hold.
 */
final class EventLogTrial {

    private static final int UNACKNOWLEDGED = 200;

    private final String sender;
    private final EventLog log;
    private final int partition;
    private final int count;
    private final AtomicIntegerArray answers;
    private final Semaphore credit = new Semaphore(UNACKNOWLEDGED);
    private final Set<Integer> stored = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final MessageOrigin origin;

    EventLogTrial(String sender, EventLog log, int partition, int count) {
        this.sender = sender;
        this.log = log;
        this.partition = partition;
        this.count = count;
        this.answers = new AtomicIntegerArray(count);
        this.origin = new MessageOrigin(ClientId.of(sender), "1", AuthMethod.DEVICE_SAS);
    }

    /** Sends all messages, then waits until each is answered. */
    void run() {
        for (int i = 0; i < count; i++) {
            credit.acquireUninterruptibly();
            log.append(partition, message(i), new Answer(i));
        }
        credit.acquireUninterruptibly(UNACKNOWLEDGED);
    }

    private DeviceMessage message(int number) {
        byte[] body = (sender + ':' + number).getBytes(StandardCharsets.UTF_8);
        return new DeviceMessage(origin, 0, Map.of(), Map.of("n", "" + number), MessageBody.of(body));
    }

    int storedCount() {
        return stored.size();
    }

    int refusedCount() {
        return refused.get();
    }

    /**
     * Every message was answered exactly once; those stored stand in the log exactly once and in order, those refused never.
     */
    void verify(List<StoredEvent> events) {
        for (int i = 0; i < count; i++) {
            assertThat(answers.get(i)).as("answers to " + sender + ':' + i).isEqualTo(1);
        }
        List<Integer> held = numbers(events);
        Set<Integer> once = new HashSet<>();
        assertThat(held.stream().filter(number -> !once.add(number))).as("held twice of " + sender).isEmpty();
        assertThat(stored.stream().filter(number -> !once.contains(number))).as("lost of " + sender).isEmpty();
        assertThat(held.stream().filter(number -> !stored.contains(number))).as("held though refused of " + sender).isEmpty();
        assertThat(held.equals(held.stream().sorted().toList())).as("order of " + sender).isTrue();
    }

    private List<Integer> numbers(List<StoredEvent> events) {
        List<Integer> numbers = new ArrayList<>();
        for (StoredEvent event : events) {
            String text = new String(event.message().body().bytes(), StandardCharsets.UTF_8);
            if (text.startsWith(sender + ':')) {
                numbers.add(Integer.valueOf(text.substring(sender.length() + 1)));
            }
        }
        return numbers;
    }

    /** Sequence numbers have no gap and times do not go back. */
    static void verifySequence(List<StoredEvent> events) {
        Map<Long, Long> gaps = new HashMap<>();
        for (int i = 1; i < events.size(); i++) {
            long before = events.get(i - 1).sequenceNumber();
            long here = events.get(i).sequenceNumber();
            if (here != before + 1 || events.get(i).enqueuedAt() < events.get(i - 1).enqueuedAt()) {
                gaps.put(before, here);
            }
        }
        assertThat(gaps).as("gaps").isEmpty();
    }

    /** One message's acknowledgement. */
    private final class Answer implements Acknowledgement {

        private final int number;

        Answer(int number) {
            this.number = number;
        }

        @Override
        public void stored() {
            stored.add(number);
            answered();
        }

        @Override
        public void refused(HubException cause) {
            refused.incrementAndGet();
            answered();
        }

        private void answered() {
            answers.incrementAndGet(number);
            credit.release();
        }
    }
}
