package io.nave.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.endpoint.RoutingHistory.Arrival;
import io.nave.endpoint.RoutingHistory.InForce;
import io.nave.endpoint.RoutingHistory.Routing;
import io.nave.endpoint.RoutingHistory.Told;
import io.nave.endpoint.webhook.WebhookReceiver;
import io.nave.faults.EventReader;
import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A change of the routing under load loses and duplicates nothing, at the replica that answers it and at another one (semantics
 * §1.1, §1.4). {@code -Dtest.seed=N} repeats a run's changes.
 */
@ExtendWith(SharedHub.class)
class ChangingRoutesIT {

    private static final String EVENTS = RoutingOwner.EVENTS;
    private static final String HOOK = RoutingOwner.HOOK;
    private static final List<String> BOTH = List.of(EVENTS, HOOK);
    private static final List<List<String>> PLACES = List.of(List.of(EVENTS), List.of(HOOK), BOTH);
    private static final int DEVICES = 4;
    private static final int CHANGES = 25;
    private static final int CHANGES_IN_LONG = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());

    private final Random random = new Random(SEED);
    private final List<InForce> routings = new ArrayList<>();
    private final WebhookReceiver receiver = WebhookReceiver.plain();
    private final List<NumberedDevice> devices = new ArrayList<>();
    private RoutingOwner owner;
    private HubProcess hub;
    private HubProcess other;
    private Routing current = new Routing(List.of(EVENTS), List.of(EVENTS), Optional.empty());
    private long since = Long.MIN_VALUE;

    @BeforeEach
    void start(HubProcess shared) {
        System.out.println("ChangingRoutesIT: seed " + SEED + " (repeat with -Dtest.seed=" + SEED + ")");
        hub = shared;
        other = hub.startReplica(SharedHub.newDirectory());
        owner = new RoutingOwner(hub, receiver.url());
        String run = "changing-" + Long.toHexString(System.nanoTime()) + "-";
        IntStream.range(0, DEVICES).forEach(i -> devices.add(i % 2 == 0 ? NumberedDevice.connect(hub, hub, run + i, false)
                : NumberedDevice.connect(hub, other, run + i, true)));
    }

    @AfterEach
    void forget() {
        owner.reset();
        other.close();
        receiver.close();
    }

    @Test
    @Timeout(180)
    void changeUnderLoadLosesAndDuplicatesNothing() {
        assertNothingIsLostOrDoubledBy(CHANGES);
    }

    @Tag("long")
    @Test
    @Timeout(600)
    void manyChangesUnderLoadLoseAndDuplicateNothing() {
        assertNothingIsLostOrDoubledBy(CHANGES_IN_LONG);
    }

    private void assertNothingIsLostOrDoubledBy(int changes) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // given
            List<CompletableFuture<Void>> running = devices.stream().map(each -> CompletableFuture.runAsync(each, threads))
                    .toList();

            // when
            for (int step = 1; step <= changes; step++) {
                awaitMessages(2 + random.nextInt(40));
                change(next(step));
            }
            awaitMessages(2);
            change(new Routing(List.of(HOOK), List.of(HOOK), Optional.of("last")));
            long answered = System.nanoTime();
            devices.forEach(each -> each.endAfter(answered + RoutingHistory.ELSEWHERE_NANOS));
            running.forEach(CompletableFuture::join);
            routings.add(new InForce(current, since, System.nanoTime()));
        }

        // then: the last of each device, which goes to the webhook, comes after all others of it
        Awaitility.await().atMost(PATIENCE).until(() -> atTheHook().map(Arrival::name).toList()
                .containsAll(devices.stream().map(NumberedDevice::last).toList()));
        List<Told> told = devices.stream().flatMap(each -> each.told().stream()).toList();
        List<Arrival> arrivals = Stream.concat(atTheHook(), inTheLog()).toList();
        System.out.printf("ChangingRoutesIT: %d messages, %d arrivals, %d routings%n", told.size(), arrivals.size(),
                routings.size());
        assertThat(RoutingHistory.violations(routings, told, arrivals)).as("seed " + SEED).isEmpty();
    }

    /** Until so many more messages of each device are acknowledged. */
    private void awaitMessages(int more) {
        List<Integer> enough = devices.stream().map(each -> each.told().size() + more).toList();
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> IntStream.range(0, DEVICES)
                .allMatch(i -> devices.get(i).told().size() >= enough.get(i)));
    }

    private Routing next(int step) {
        return new Routing(PLACES.get(random.nextInt(PLACES.size())), PLACES.get(random.nextInt(PLACES.size())),
                random.nextBoolean() ? Optional.of("step-" + step) : Optional.empty());
    }

    private void change(Routing next) {
        long asked = System.nanoTime();
        owner.change(next, random.nextBoolean());
        routings.add(new InForce(current, since, System.nanoTime()));
        current = next;
        since = asked;
    }

    private Stream<Arrival> atTheHook() {
        return receiver.taken().stream().map(event -> event.path("data"))
                .map(data -> arrival(HOOK, Base64.getDecoder().decode(data.path("body").asText()),
                        Optional.of(data.path("properties").path(RoutingOwner.ENRICHMENT)).filter(JsonNode::isTextual)
                                .map(JsonNode::asText)));
    }

    private Stream<Arrival> inTheLog() {
        String run = devices.getFirst().id().substring(0, devices.getFirst().id().length() - 1);
        try (EventReader reader = EventReader.connect(hub)) {
            return reader.readAll().stream().filter(event -> event.deviceId().startsWith(run))
                    .map(event -> arrival(EVENTS, event.body(),
                            Optional.ofNullable(event.properties().get(RoutingOwner.ENRICHMENT)).map(Object::toString)));
        }
    }

    private static Arrival arrival(String endpoint, byte[] body, Optional<String> enrichment) {
        String[] words = new String(body, StandardCharsets.US_ASCII).split(" ");
        return new Arrival(endpoint, words[0], Integer.parseInt(words[1]), enrichment);
    }
}
