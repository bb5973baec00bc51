package io.nave.routing;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.id.HubNames;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.MessageSource;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubEvent.RoutingProblem.Kind;
import io.nave.hub.twins.Twin;
import io.nave.hub.twins.TwinProperties;
import io.nave.hub.twins.TwinSnapshots;
import io.nave.hub.twins.TwinStore;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.WebhookSettings;
import io.nave.routing.outbox.InMemoryOutbox;
import io.nave.routing.outbox.OutboxTarget;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of a message (semantics §1.4, §1.5, §1.8). */
@SuppressWarnings("unchecked")
class RoutePipelineTest {

    private static final HubNames NAMES = new HubNames("hub.test.local", Set.of(), "nave");

    private List<CustomEndpoint> endpoints = List.of();
    private final List<DeviceMessage> delivered = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private final List<HubEvent> events = new ArrayList<>();
    private final List<UniEmitter<? super Map<ClientId, Twin>>> reads = new ArrayList<>();
    private final List<Collection<ClientId>> read = new ArrayList<>();
    private final InMemoryRouteStore store = new InMemoryRouteStore();
    private final TwinSnapshots snapshots = new TwinSnapshots(readByHand(), new InMemoryNodeMessenger());
    private final CurrentRouting routing = new CurrentRouting(store, snapshots, NAMES);
    private final RoutingService service = new RoutingService(store, routing, NAMES);
    private final InMemoryOutbox outbox = new InMemoryOutbox(() -> 1);
    private final RoutingReports reports = new RoutingReports(events::add, new Steps());
    private final Endpoint builtIn = new Events(delivered);
    private final RoutePipeline pipeline = new RoutePipeline(routing, new TwinGate(snapshots), builtIn,
            new RouteDelivery(builtIn, outbox, reports), reports);

    /** A store whose answers the test gives. */
    private TwinStore readByHand() {
        return (TwinStore) Proxy.newProxyInstance(TwinStore.class.getClassLoader(), new Class<?>[] { TwinStore.class },
                (proxy, method, arguments) -> reads((Collection<ClientId>) arguments[0]));
    }

    private Uni<Map<ClientId, Twin>> reads(Collection<ClientId> clients) {
        read.add(List.copyOf(clients));
        return Uni.createFrom().emitter(reads::add);
    }

    @Test
    void newHubSendsTelemetryToTheBuiltInEndpointAndNothingElse() {
        // when
        send("d1", Map.of());
        pipeline.acceptNotification(MessageSource.DEVICE_LIFECYCLE, message("d1", Map.of()), new Outcome(outcomes));

        // then
        assertThat(bodies()).containsExactly("d1 {}");
        assertThat(outcomes).containsExactly("stored", "stored");
        assertThat(Set.of(MessageSource.values())).noneMatch(pipeline::takes);
    }

    @Test
    void fallbackTakesWhatNoRouteDoes() {
        // given
        declare(new Route("hot", RouteSource.DEVICE_MESSAGES, "level = 'hot'", "events", true));

        // when
        send("d1", Map.of("level", "hot"));
        send("d1", Map.of("level", "cold"));
        send("d1", Map.of());

        // then
        assertThat(bodies()).containsExactly("d1 {level=hot}", "d1 {level=cold}", "d1 {}");
    }

    @Test
    void withoutAFallbackWhatNoRouteTakesIsOrphanedAndTold() {
        // given
        declare(false, List.of(), new Route("hot", RouteSource.DEVICE_MESSAGES, "level = 'hot'", "events", true),
                new Route("off", RouteSource.DEVICE_MESSAGES, "true", "events", false));

        // when
        send("d1", Map.of("level", "cold"));
        send("d1", Map.of());
        send("d1", Map.of("level", "hot"));

        // then
        assertThat(bodies()).containsExactly("d1 {level=hot}");
        assertThat(outcomes).containsExactly("stored", "stored", "stored");
        assertThat(events).containsExactly(new HubEvent.RoutingProblem(Kind.ORPHANED_MESSAGE, "d1", "", 1),
                new HubEvent.RoutingProblem(Kind.UNDEFINED_ROUTE_EVALUATION, "hot", "", 1));
    }

    @Test
    void messageThatSeveralRoutesTakeIsDeliveredOnce() {
        // given
        declare(new Route("a", RouteSource.DEVICE_MESSAGES, "true", "events", true),
                new Route("b", RouteSource.DEVICE_MESSAGES, "level = 'hot'", "events", true));

        // when
        send("d1", Map.of("level", "hot"));

        // then
        assertThat(delivered).hasSize(1);
    }

    @Test
    void everyOneOfManyRoutesTakesWhatItsConditionSays() {
        // given
        Route[] routes = Stream.of("level = 'hot'", "'cold' = LEVEL AND as_number(t) > 3", "level = 'odd' OR t = '9'",
                "is_defined(extra)", "NOT (zone = 'a')", "(level ?? 'none') = 'none' AND t = '1'")
                .map(condition -> new Route("r" + Math.abs(condition.hashCode()), RouteSource.DEVICE_MESSAGES, condition,
                        "events", true))
                .toArray(Route[]::new);
        declare(false, List.of(), routes);

        // when
        List<Map<String, String>> taken = List.of(Map.of("level", "hot"), Map.of("Level", "cold", "t", "4"), Map.of("t", "9"),
                Map.of("EXTRA", ""), Map.of("zone", "b"), Map.of("t", "1"));
        taken.forEach(properties -> send("d1", properties));
        List.of(Map.of("level", "cold"), Map.of("level", "cold", "t", "3"), Map.of("t", "8"), Map.of("zone", "a"),
                Map.of("x", "hot"))
                .forEach(properties -> send("d1", Map.copyOf(properties)));

        // then
        assertThat(delivered).extracting(DeviceMessage::applicationProperties).containsExactlyElementsOf(taken);
    }

    @Test
    void notificationsGoByRoutesOfTheirSourceOnly() {
        // given
        declare(new Route("life", RouteSource.DEVICE_LIFECYCLE_EVENTS, "opType = 'createDeviceIdentity'", "events", true));

        // when
        for (String opType : List.of("createDeviceIdentity", "deleteDeviceIdentity")) {
            pipeline.acceptNotification(MessageSource.DEVICE_LIFECYCLE, message("d1", Map.of("opType", opType)),
                    new Outcome(outcomes));
        }
        pipeline.acceptNotification(MessageSource.TWIN_CHANGE, message("d1", Map.of("opType", "createDeviceIdentity")),
                new Outcome(outcomes));

        // then
        assertThat(bodies()).containsExactly("d1 {opType=createDeviceIdentity}");
        assertThat(outcomes).containsExactly("stored", "stored", "stored");
        assertThat(pipeline.takes(MessageSource.DEVICE_LIFECYCLE)).isTrue();
        assertThat(pipeline.takes(MessageSource.TWIN_CHANGE)).isFalse();
    }

    @Test
    void messagesWaitInTheirOrderForATwinThatIsNotKnownAndOtherDevicesDoNot() {
        // given
        declare(false, List.of(), new Route("north", RouteSource.DEVICE_MESSAGES, "$twin.tags.site = 'north'", "events", true));

        // when
        IntStream.range(0, 3).forEach(i -> send("d1", Map.of("n", "" + i)));
        send("d2", Map.of("n", "0"));

        // then
        assertThat(read).containsExactly(List.of(ClientId.of("d1")));
        assertThat(delivered).isEmpty();

        // when
        answer(0, Map.of(ClientId.of("d1"), twin("d1", "north")));

        // then
        assertThat(bodies()).containsExactly("d1 {n=0}", "d1 {n=1}", "d1 {n=2}");
        assertThat(read).containsExactly(List.of(ClientId.of("d1")), List.of(ClientId.of("d2")));

        // when
        answer(1, Map.of());
        send("d1", Map.of("n", "3"));
        send("d2", Map.of("n", "1"));

        // then
        assertThat(bodies()).containsExactly("d1 {n=0}", "d1 {n=1}", "d1 {n=2}", "d1 {n=3}");
        assertThat(read).hasSize(2);
        assertThat(outcomes).hasSize(6).containsOnly("stored");
    }

    @Test
    void messagesThatWaitAreRefusedWhenTheTwinCannotBeRead() {
        // given
        declare(new Route("north", RouteSource.DEVICE_MESSAGES, "$twin.tags.site = 'north'", "events", true));
        send("d1", Map.of());
        send("d1", Map.of());

        // when
        reads.getFirst().fail(new HubException(ErrorCode.SERVICE_UNAVAILABLE, "away"));

        // then
        assertThat(outcomes).containsExactly("refused 503001", "refused 503001");
        send("d1", Map.of());
        answer(1, Map.of(ClientId.of("d1"), twin("d1", "north")));
        assertThat(bodies()).containsExactly("d1 {}");
    }

    @Test
    void messageThatFailsIsRefusedAndKeepsNoneWaiting() {
        // given
        declare(new Route("north", RouteSource.DEVICE_MESSAGES, "$twin.tags.site = 'north'", "events", true));
        send("d1", Map.of("fails", ""));
        send("d1", Map.of("n", "1"));

        // when
        answer(0, Map.of());
        send("d2", Map.of());
        answer(1, Map.of());

        // then
        assertThat(bodies()).containsExactly("d1 {n=1}", "d2 {}");
        assertThat(outcomes).containsExactly("refused 500001", "stored", "stored");
    }

    @Test
    void moreThanTheGateHoldsIsRefused() {
        // given
        declare(new Route("north", RouteSource.DEVICE_MESSAGES, "$twin.tags.site = 'north'", "events", true));
        Map<String, String> large = Map.of("x", "y".repeat(200_000));

        // when
        IntStream.range(0, 100).forEach(i -> send("d1", large));

        // then
        assertThat(outcomes).hasSizeBetween(1, 50).containsOnly("refused 503005");
    }

    @Test
    void messagesDoNotOvertakeThoseThatWaitWhenRoutesCeaseToLookAtTwins() {
        // given
        declare(new Route("north", RouteSource.DEVICE_MESSAGES, "$twin.tags.site = 'north'", "events", true));
        send("d1", Map.of("n", "0"));
        declare();

        // when
        send("d1", Map.of("n", "1"));
        answer(0, Map.of());

        // then
        assertThat(bodies()).containsExactly("d1 {n=0}", "d1 {n=1}");
    }

    @Test
    void enrichmentsAreAddedAndReplaceWhatTheDeviceSaid() {
        // given
        declare(true, List.of(new Enrichment("hub", "$iothubname", List.of("events")),
                new Enrichment("site", "$twin.tags.site", List.of("events")),
                new Enrichment("floor", "$twin.tags.floor", List.of("events"))));

        // when
        send("d1", Map.of("site", "a lie"));
        answer(0, Map.of(ClientId.of("d1"), twin("d1", "north")));

        // then
        assertThat(delivered.getFirst().applicationProperties())
                .isEqualTo(Map.of("hub", "hub", "site", "north", "floor", "$twin.tags.floor"));
    }

    @Test
    void messageThatEnrichmentsMakeTooLargeIsDroppedAndTold() {
        // given
        declare(true, List.of(new Enrichment("more", "m".repeat(200), List.of("events"))));

        // when
        send("d1", Map.of("x", "y".repeat(256 * 1024 - 150)));

        // then
        assertThat(delivered).isEmpty();
        assertThat(outcomes).containsExactly("stored");
        assertThat(events).singleElement().isInstanceOfSatisfying(HubEvent.RoutingProblem.class,
                told -> assertThat(told.kind()).isEqualTo(Kind.INVALID_MESSAGE));
    }

    @Test
    void messageIsStoredOnceForAllEndpointsOfTheOwnersOwnWithWhatIsAddedForEach() {
        // given
        endpoints = List.of(webhook("a"), webhook("b"));
        declare(false,
                List.of(new Enrichment("for", "b only", List.of("b")), new Enrichment("hub", "$iothubname", List.of("events"))),
                new Route("1", RouteSource.DEVICE_MESSAGES, "true", "a", true),
                new Route("2", RouteSource.DEVICE_MESSAGES, "level = 'hot'", "b", true),
                new Route("3", RouteSource.DEVICE_MESSAGES, "level = 'hot'", "events", true),
                new Route("4", RouteSource.DEVICE_MESSAGES, "level = 'hot'", "a", true));

        // when
        send("d1", Map.of("level", "hot"));
        send("d1", Map.of());

        // then
        assertThat(outbox.targets()).containsExactly(
                List.of(new OutboxTarget(1, Map.of()), new OutboxTarget(2, Map.of("for", "b only"))),
                List.of(new OutboxTarget(1, Map.of())));
        assertThat(delivered).singleElement().extracting(DeviceMessage::applicationProperties)
                .isEqualTo(Map.of("level", "hot", "hub", "hub"));
        assertThat(outcomes).containsExactly("stored", "stored");
    }

    @Test
    void fallbackMayBeAnEndpointOfTheOwnersOwn() {
        // given
        endpoints = List.of(webhook("a"));
        service.replace(new RoutingDocument(endpoints, List.of(),
                new Route(Route.FALLBACK_NAME, RouteSource.DEVICE_MESSAGES, "true", "a", true), List.of(), 0),
                EtagCondition.NONE)
                .await().indefinitely();

        // when
        send("d1", Map.of());

        // then
        assertThat(outbox.targets()).containsExactly(List.of(new OutboxTarget(1, Map.of())));
        assertThat(delivered).isEmpty();
    }

    @Test
    void messageThatOneStoreRefusesIsRefusedOnce() {
        // given
        endpoints = List.of(webhook("a"));
        declare(false, List.of(), new Route("1", RouteSource.DEVICE_MESSAGES, "true", "a", true),
                new Route("2", RouteSource.DEVICE_MESSAGES, "true", "events", true));
        outbox.away(true);

        // when
        send("d1", Map.of());

        // then
        assertThat(outcomes).containsExactly("refused 503001");
    }

    @Test
    void endpointKeepsItsNumberAndANumberIsNeverGivenTwice() {
        // given
        endpoints = List.of(webhook("a"), webhook("b"));
        declare();
        endpoints = List.of(webhook("b"));
        declare();

        // when
        endpoints = List.of(webhook("c"), webhook("b"));
        declare();

        // then
        assertThat(store.load().await().indefinitely().document().endpoints())
                .extracting(endpoint -> endpoint.name() + endpoint.id()).containsExactly("c3", "b2");
    }

    private static CustomEndpoint webhook(String name) {
        return new CustomEndpoint(CustomEndpoint.NEW, name, CustomEndpoint.DEFAULT_TIME_TO_LIVE,
                new WebhookSettings(URI.create("https://host.test/" + name), Optional.empty(), 1, Optional.empty()));
    }

    @Test
    void conditionThatCannotBeCompiledIsRefusedWithItsPlaceAndChangesNothing() {
        assertThatThrownBy(() -> declare(new Route("bad", RouteSource.DEVICE_MESSAGES, "true and\n (a = ", "events", true)))
                .isInstanceOfSatisfying(HubException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
                    assertThat(refusal.detail()).contains("The condition of the route bad is wrong in line 2, column ");
                });
        assertThat(store.load().await().indefinitely().document()).isEqualTo(RoutingDocument.NEW_HUB);
    }

    private void declare(Route... routes) {
        declare(true, List.of(), routes);
    }

    private void declare(boolean fallback, List<Enrichment> enrichments, Route... routes) {
        Route last = new Route(Route.FALLBACK_NAME, RouteSource.DEVICE_MESSAGES, "true", "events", fallback);
        service.replace(new RoutingDocument(endpoints, List.of(routes), last, enrichments, 0), EtagCondition.NONE).await()
                .atMost(Duration.ofSeconds(1));
    }

    private void send(String device, Map<String, String> properties) {
        pipeline.accept(message(device, properties), new Outcome(outcomes));
    }

    private static DeviceMessage message(String device, Map<String, String> properties) {
        return new DeviceMessage(new MessageOrigin(ClientId.of(device), "g", AuthMethod.DEVICE_SAS), 1, Map.of(),
                new HashMap<>(properties), MessageBody.of(device.getBytes(UTF_8)));
    }

    private List<String> bodies() {
        return delivered.stream()
                .map(each -> new String(each.body().bytes(), UTF_8) + " " + each.applicationProperties()).toList();
    }

    private void answer(int which, Map<ClientId, Twin> twins) {
        reads.get(which).complete(twins);
    }

    private static Twin twin(String device, String site) {
        TwinProperties none = new TwinProperties(json("{}"), json("{}"), 1);
        return new Twin(ClientId.of(device), "", 1, 1, json("{\"site\":\"" + site + "\"}"), none, none);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private record Events(List<DeviceMessage> delivered) implements Endpoint {

        @Override
        public String name() {
            return "events";
        }

        @Override
        public void deliver(DeviceMessage message, Acknowledgement acknowledgement) {
            if (message.applicationProperties().containsKey("fails")) {
                throw new IllegalStateException("The endpoint has a mistake");
            }
            delivered.add(message);
            acknowledgement.stored();
        }
    }

    private record Outcome(List<String> outcomes) implements Acknowledgement {

        @Override
        public void stored() {
            outcomes.add("stored");
        }

        @Override
        public void refused(HubException cause) {
            outcomes.add("refused " + cause.code().number());
        }
    }

    /** A clock that goes on by a tenth of a second whenever it is asked. */
    private static final class Steps extends Clock {

        private long now = 1_000_000;

        @Override
        public long millis() {
            now += 100;
            return now;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis());
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
