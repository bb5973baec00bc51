package io.nave.queries;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.LongRun;
import io.nave.TestEngines;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.nave.hub.json.IdentityState;
import io.nave.hub.json.TwinJson;
import io.nave.hub.queries.QueryPage;
import io.nave.hub.queries.QueryRow;
import io.nave.hub.queries.QueryService;
import io.nave.hub.twins.ReportedPatch;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinStore;
import io.nave.hub.twins.TwinWrite;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;

/** Random queries over random twins have the rows that they should have, page by page (semantics §3). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class TwinQueriesIT {

    private static final int TWINS = 40;
    private static final int QUERIES = LongRun.isOn() ? 20_000 : 150;
    private static final Credentials NONE = new Credentials.Thumbprints("AB", "");

    private final String run = "query-" + UUID.randomUUID();
    private final long seed = LongRun.isOn() ? System.nanoTime() : 7;
    private final Random random = new Random(seed);
    private final RandomQueries queries = new RandomQueries(random);
    private final List<JsonNode> twins = new ArrayList<>();

    @Inject
    QueryService service;

    @Inject
    IdentityStore devices;

    @Inject
    TwinStore store;

    @BeforeEach
    void twins() {
        List<ClientId> ids = IntStream.range(0, TWINS).mapToObj(i -> run + "-" + (10 + i)).map(ClientId::of).toList();
        await(devices.insert(ids.stream().map(TwinQueriesIT::device).toList()));
        RandomDocuments documents = new RandomDocuments(random);
        for (ClientId id : ids) {
            TwinWrite write = new TwinWrite(section(TwinSection.TAGS, documents), section(TwinSection.DESIRED, documents),
                    false);
            await(store.write(id, write, OptionalLong.empty(), false));
            ReportedPatch reported = new ReportedPatch(section(TwinSection.REPORTED, documents).orElseThrow(),
                    OptionalLong.empty());
            await(store.report(id, Optional.empty(), reported, false));
            twins.add(TwinJson.write(await(store.find(id)).orElseThrow(), IdentityState.UNKNOWN));
        }
    }

    private static NewDevice device(ClientId id) {
        DeviceStatus status = new DeviceStatus(id.device().value().hashCode() % 2 == 0, "", Device.NEVER);
        return new NewDevice(new Device(id.device(), "g", new ETag("e1"), status, NONE, EdgeScope.NONE), List.of(), List.of());
    }

    private static Optional<TwinPatch> section(TwinSection section, RandomDocuments documents) {
        return Optional.of(TwinPatch.of(section, documents.object(2)));
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(20));
    }

    @Test
    void rowsAreThoseThatTheConditionIsTrueFor() {
        for (int i = 0; i < QUERIES; i++) {
            Term condition = queries.condition(3);
            assertThat(ids("SELECT deviceId FROM devices WHERE " + mine(condition.text())))
                    .as("seed %d, %s", seed, condition.text()).isEqualTo(kept(condition));
        }
    }

    private String mine(String condition) {
        return "STARTSWITH(deviceId, '" + run + "') AND (" + condition + ")";
    }

    private List<String> kept(Term condition) {
        return twins.stream().filter(condition::keeps).map(TwinQueriesIT::id).toList();
    }

    private static String id(JsonNode twin) {
        return twin.get("deviceId").textValue();
    }

    private List<String> ids(String query) {
        return rows(query).stream().map(TwinQueriesIT::id).toList();
    }

    /** All rows of all pages. */
    private List<JsonNode> rows(String query) {
        List<JsonNode> rows = new ArrayList<>();
        int size = 1 + random.nextInt(TWINS + 5);
        Optional<String> continuation = Optional.empty();
        do {
            QueryPage page = await(service.page(query, continuation, size));
            page.rows().forEach(row -> rows.add(((QueryRow.OfValues) row).json()));
            continuation = page.continuation();
            assertThat(page.rows().isEmpty() && !rows.isEmpty()).as("an empty page behind a continuation").isFalse();
        } while (continuation.isPresent());
        return rows;
    }

    @Test
    void rowsComeInTheOrderThatWasAskedFor() {
        for (int i = 0; i < QUERIES / 4; i++) {
            Term first = queries.path();
            Term second = queries.path();
            Comparator<JsonNode> order = Comparator.<JsonNode, Optional<JsonNode>> comparing(first::value, Meanings.ordering())
                    .reversed().thenComparing(second::value, Meanings.ordering()).thenComparing(TwinQueriesIT::id);
            String orderBy = first.text() + " DESC, " + second.text();
            assertThat(ids("SELECT deviceId FROM devices WHERE " + mine("true") + " ORDER BY " + orderBy))
                    .as("seed %d, %s", seed, orderBy).isEqualTo(twins.stream().sorted(order).map(TwinQueriesIT::id).toList());
        }
    }

    @Test
    void groupsHoldThoseThatHaveTheSameValue() {
        for (int i = 0; i < QUERIES / 4; i++) {
            Term path = queries.path();
            String query = "SELECT " + path.text() + " AS g, COUNT() AS n FROM devices WHERE " + mine("true") + " GROUP BY "
                    + path.text();
            Map<String, Integer> groups = new TreeMap<>();
            rows(query).forEach(
                    row -> groups.merge(value(Optional.ofNullable(row.get("g"))), row.get("n").intValue(), Integer::sum));
            assertThat(groups).as("seed %d, %s", seed, path.text()).isEqualTo(counted(path));
        }
    }

    private Map<String, Integer> counted(Term path) {
        Map<String, Long> all = twins.stream().map(path::value).map(TwinQueriesIT::value)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return all.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, group -> group.getValue().intValue()));
    }

    /** Numbers are told apart by their value, not by how they are written. */
    private static String value(Optional<JsonNode> value) {
        return value.map(json -> json.isNumber() ? json.decimalValue().stripTrailingZeros().toPlainString()
                : String.valueOf(json.isContainerNode() ? json.size() + "" + json.getNodeType() : json)).orElse("undefined");
    }

    /** Wherever it stands, it is a value and no SQL. */
    @ParameterizedTest
    @ValueSource(strings = { "'; DROP TABLE twin; --", "') OR true --", "\" OR 1=1 --", "$1", "{}'::jsonb", "%s %1$s", "\\",
            "\\'",
            "*/ OR true /*", "/* ", "null::text", "{\"a\":1}", "\"", "a\"]] ", "😀'\n;" })
    void whatIsWrittenIsNeverRun(String text) {
        String string = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        String name = "[[" + text.replace("]]", "") + "]]";
        List<String> conditions = List.of("tags.a = " + string, "tags.a IN [" + string + "]", "tags." + name + " = 1",
                "startswith(tags.a, " + string + ")", "tags." + name + "." + name + " = " + string, "deviceId = " + string,
                "array_contains(tags.a, " + string + ")", "configurations." + name + ".status = " + string, name + " = 1");
        for (String condition : conditions) {
            assertThat(ids("SELECT deviceId FROM devices WHERE " + mine(condition))).as(condition).isEmpty();
        }
        String all = "SELECT deviceId, deviceId AS " + name + ", tags." + name + " AS t FROM devices WHERE " + mine("true");
        assertThat(ids(all)).isEqualTo(twins.stream().map(TwinQueriesIT::id).toList());
        assertThat(rows(all).getFirst().get(text.replace("]]", "")).textValue()).startsWith(run);
        assertThat(rows("SELECT COUNT() AS " + name + " FROM devices WHERE " + mine("true") + " GROUP BY tags." + name))
                .hasSize(1);
        assertThat(ids("SELECT deviceId FROM devices WHERE " + mine("true") + " ORDER BY tags." + name)).hasSize(TWINS);
    }

    @Test
    void numbersThatNobodyCanReckonWithAreNotDefinedOrRefused() {
        String power = "9e99" + " * 9e99".repeat(250);
        for (String condition : List.of("exp(1000) > 0", "power(0, -1) > 0", "sqrt(-1) >= 0", "1 / 0 = 1", "5 % 0 = 1",
                "as_number('x') = 1", "substring('abc', 4) = ''", power + " < 0")) {
            assertThat(ids("SELECT deviceId FROM devices WHERE " + mine(condition))).as(condition).isEmpty();
        }
        HubException refusal = org.assertj.core.api.Assertions.catchThrowableOfType(HubException.class,
                () -> ids("SELECT deviceId FROM devices WHERE " + mine("9e399" + " * 9e399".repeat(290) + "*9e399*9e399 > 0")));
        assertThat(refusal == null ? ErrorCode.ARGUMENT_INVALID : refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
    }

    @Test
    void deviceIdsOrderByTheirCharacters() {
        assertThat(ids("SELECT deviceId FROM devices WHERE " + mine("deviceId > '" + run + "-45'")))
                .isEqualTo(twins.stream().map(TwinQueriesIT::id).filter(id -> id.compareTo(run + "-45") > 0).toList());
        assertThat(new DeviceId(run).value()).isEqualTo(run);
    }
}
