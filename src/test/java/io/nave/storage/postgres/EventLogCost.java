package io.nave.storage.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;
import io.nave.hub.monitoring.HubEvent;

/**
 * Measures the event log alone: 200-byte messages of two threads, so many of them unacknowledged at a time. Prints messages per
 * second, messages per batch, and CPU per message of this JVM and of PostgreSQL. Run its {@code main} by hand; the benchmark of
 * the whole hub is elsewhere.
 */
final class EventLogCost {

    private static final int PARTITIONS = 4;
    private static final int SECONDS = 10;

    private final LongAdder batches = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private volatile boolean done;

    public static void main(String[] arguments) throws Exception {
        int unacknowledged = arguments.length == 0 ? 1000 : Integer.parseInt(arguments[0]);
        new EventLogCost().measure(unacknowledged);
    }

    private void measure(int unacknowledged) throws Exception {
        Path data = Files.createTempDirectory("nave-cost");
        try (EventLogDatabase database = new EventLogDatabase(data)) {
            database.migrate();
            PostgresEventLog log = database.log(EventLogSettings.DEFAULTS, new InMemoryNodeMessenger(), this::count);
            log.open().await().atMost(Duration.ofSeconds(30));
            List<Thread> senders = IntStream.range(0, 2)
                    .mapToObj(i -> Thread.ofPlatform().start(() -> send(log, unacknowledged / 2))).toList();
            Thread.sleep(5000); // until the JIT is done
            report(database, unacknowledged);
            done = true;
            for (Thread sender : senders) {
                sender.join();
            }
            log.close().await().atMost(Duration.ofSeconds(30));
        }
    }

    private void count(HubEvent event) {
        if (event instanceof HubEvent.BatchStored stored) {
            batches.increment();
            messages.add(stored.messages());
        }
    }

    private void send(PostgresEventLog log, int unacknowledged) {
        MessageOrigin origin = new MessageOrigin(ClientId.of("device-" + unacknowledged), "638361", AuthMethod.DEVICE_SAS);
        Semaphore credit = new Semaphore(unacknowledged);
        Acknowledgement acknowledgement = new Acknowledgement() {
            @Override
            public void stored() {
                credit.release();
            }

            @Override
            public void refused(HubException cause) {
                throw cause;
            }
        };
        Map<SystemProperty, String> system = Map.of(SystemProperty.CONTENT_TYPE, "application/json");
        byte[] payload = new byte[200];
        for (int i = 0; !done; i++) {
            credit.acquireUninterruptibly();
            log.append(i % PARTITIONS,
                    new DeviceMessage(origin, 1L, system, Map.of("alert", "true"), MessageBody.of(payload.clone())),
                    acknowledgement);
        }
        credit.acquireUninterruptibly(unacknowledged);
    }

    private void report(EventLogDatabase database, int unacknowledged) throws InterruptedException {
        long count = messages.sum();
        long flushes = batches.sum();
        long hub = cpuMillis(List.of(ProcessHandle.current().pid()));
        long store = cpuMillis(database.engines().postgresPids());
        Thread.sleep(SECONDS * 1000L);
        count = messages.sum() - count;
        flushes = batches.sum() - flushes;
        hub = cpuMillis(List.of(ProcessHandle.current().pid())) - hub;
        store = cpuMillis(database.engines().postgresPids()) - store;
        System.out.printf("%d unacknowledged: %d messages/s, %d per batch, CPU per message: senders and log %.2f µs,"
                + " PostgreSQL %.2f µs%n", unacknowledged, count / SECONDS, count / Math.max(1, flushes),
                hub * 1000.0 / count, store * 1000.0 / count);
    }

    private static long cpuMillis(List<Long> pids) {
        return pids.stream().flatMap(EventLogCost::statistics).mapToLong(Long::longValue).sum() * 10;
    }

    /** User and system time of a process in ticks of 10 ms (proc(5)). */
    private static Stream<Long> statistics(long pid) {
        try {
            String[] fields = Files.readString(Path.of("/proc/" + pid + "/stat")).replaceFirst(".*\\) ", "").split(" ");
            return Stream.of(Long.valueOf(fields[11]), Long.valueOf(fields[12]));
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
