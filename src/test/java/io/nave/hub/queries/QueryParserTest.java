package io.nave.hub.queries;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.queries.QueryColumn.Aggregate;
import io.nave.hub.queries.QueryExpression.Comparator;
import io.nave.hub.queries.QueryExpression.Comparison;
import io.nave.hub.queries.QueryExpression.Constant;
import io.nave.hub.queries.QueryExpression.Logic;
import io.nave.hub.queries.QueryExpression.Membership;
import io.nave.hub.queries.QueryExpression.Not;
import io.nave.hub.queries.QueryExpression.Value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What the query language reads, and what it says of what it cannot read (semantics §3.2, §3.3, §3.7). */
class QueryParserTest {

    /** The conformance list, semantics §3.9. */
    static List<String> queriesOfTools() {
        return """
                select * from devices
                SELECT TOP 10 * FROM devices
                select * from devices where capabilities.iotEdge = true
                select deviceId, deviceScope from devices where deviceId in ['a','b']
                select deviceId from devices where array_contains(parentScopes,'ms-azure-iot-edge://gw-6377')
                select * from devices.modules where devices.deviceId='x'
                SELECT deviceId as DeviceId, status as Status, lastActivityTime as LastActivityTime, statusUpdatedTime as StatusUpdatedTime, authenticationType as AuthenticationType, cloudToDeviceMessageCount as CloudToDeviceMessageCount, connectionState as ConnectionState, capabilities.iotEdge as IotEdge, modelId as ModelId FROM devices WHERE STARTSWITH(devices.deviceId, 'device1')
                SELECT * FROM devices WHERE (capabilities.iotEdge=true AND status='enabled')
                SELECT * FROM devices.modules WHERE deviceId in ['x']
                select deviceId from devices where not startswith(deviceId, 'p') and not startswith(deviceId, 'q')
                SELECT * FROM devices WHERE STARTSWITH(id,'p')
                SELECT * FROM devices WHERE deviceId IN ['x','y']
                SELECT properties.desired.X AS X, COUNT() AS numberOfDevices FROM devices GROUP BY properties.desired.X
                select properties.desired.KeyQuery3f25-04e0 AS KeyQuery3f25-04e0, COUNT() AS numberOfDevices from devices group by properties.desired.KeyQuery3f25-04e0
                SELECT * FROM devices.jobs where devices.jobs.jobId='j' and devices.jobs.jobType='scheduleDeviceMethod'
                select deviceId from devices where configurations.[[cfg]].status = 'Applied'
                SELECT deviceId, moduleId FROM devices.modules WHERE moduleId = '$edgeAgent' AND configurations.[[d1]].status='Applied'
                SELECT deviceId FROM devices WHERE properties.reported.systemModules.edgeHub.status = 'running'
                select * from devices where properties.desired.$metadata.$lastUpdated >= '2022-01-01T00:00:00Z' OR properties.reported.$metadata.DevAddr.$lastUpdated >= '2022-01-01T00:00:00Z'
                SELECT count() FROM devices
                SELECT COUNT() as totalNumber FROM devices WHERE devices.capabilities.iotEdge = false AND connectionState = 'Connected' AND (NOT is_defined(tags.deviceType) OR devices.tags.deviceType != 'LoRa Concentrator')
                SELECT deviceId, tags, properties.desired FROM devices WHERE (NOT IS_DEFINED (tags.deviceType) OR tags.deviceType <> 'X') AND (capabilities.iotEdge = false)
                SELECT * FROM devices WHERE devices.capabilities.iotEdge = true AND (STARTSWITH(deviceId, 'a') OR (is_defined(tags.deviceName) AND STARTSWITH(tags.deviceName, 'a'))) AND devices.tags.type = 't'
                SELECT * FROM devices.modules WHERE devices.modules.moduleId = '$edgeAgent' AND deviceId in ['d1']
                SELECT DeviceID FROM devices.modules WHERE devices.modules.moduleId = 'LoRaWanNetworkSrvModule'
                select * from devices where deviceId = 'd1'
                select deviceId from devices where properties.reported.x = 4
                SELECT * FROM devices WHERE lastActivityTime > '2024-01-01T00:00:00.000Z'
                SELECT * FROM devices WHERE connectionState = 'Disconnected' AND tags.site = 'S1'
                SELECT COUNT() AS totalNumber FROM devices WHERE is_defined(properties.reported.fw.version)
                SELECT * FROM devices WHERE DeviceId IN ['d1']
                SELECT deviceId FROM devices WHERE properties.desired.$version = properties.reported.lastDesiredVersion
                SELECT * FROM devices.jobs WHERE devices.jobs.deviceId = 'd1' AND devices.jobs.startTimeUtc > '2016-09-01'
                """
                .lines().toList();
    }

    @ParameterizedTest
    @MethodSource("queriesOfTools")
    void queriesOfToolsAreRead(String query) {
        assertThat(QueryParser.parse(query)).isNotNull();
    }

    @Test
    void everyPartIsWhereItBelongs() {
        // when
        TwinQuery query = QueryParser.parse("""
                SELECT TOP 5 tags.a AS A, Count(*) /* all */, AVG(properties.Reported.t) FROM Devices
                WHERE tags.a != "x" GROUP BY devices.tags.a""");
        // then
        QueryPath tag = new QueryPath(List.of("tags", "a"), "a");
        assertThat(query).isEqualTo(new TwinQuery(QuerySource.DEVICES,
                List.of(new QueryColumn("A", Optional.empty(), Optional.of(tag)),
                        new QueryColumn("count", Optional.of(Aggregate.COUNT), Optional.empty()),
                        new QueryColumn("avg", Optional.of(Aggregate.AVG),
                                Optional.of(new QueryPath(List.of("properties", "reported", "t"), "t")))),
                Optional.of(new Comparison(Comparator.UNEQUAL, new Value(tag), text("x"))), Optional.of(tag), List.of(),
                OptionalInt.of(5)));
    }

    @Test
    void orderIsAnExtension() {
        assertThat(QueryParser.parse("select * from devices order by tags.a desc, deviceID asc, version").orderBy())
                .extracting(order -> order.path().toString(), QueryOrder::descending)
                .containsExactly(tuple("tags.a", true), tuple("deviceId", false), tuple("version", false));
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.api.Assertions.tuple(values);
    }

    private static Constant text(String text) {
        return new Constant(new QueryConstant.Text(text));
    }

    private static QueryExpression condition(String text) {
        return QueryParser.parseCondition(text).where().orElseThrow();
    }

    private static Value value(String... names) {
        return new Value(new QueryPath(List.of(names), names[names.length - 1]));
    }

    @Test
    void notBindsTighterThanAndAndAndThanOr() {
        assertThat(condition("not tags.a = 1 and tags.b or tags.c")).isEqualTo(new Logic(false,
                new Logic(true, new Not(new Comparison(Comparator.EQUAL, value("tags", "a"), number("1"))), value("tags", "b")),
                value("tags", "c")));
    }

    private static Constant number(String text) {
        return new Constant(new QueryConstant.Numeric(new BigDecimal(text)));
    }

    @Test
    void hyphensBelongToNamesAndMinusWantsBlanks() {
        assertThat(condition("tags.a-b")).isEqualTo(value("tags", "a-b"));
        assertThat(condition("tags.a - 3 = -2")).isEqualTo(new Comparison(Comparator.EQUAL,
                new QueryExpression.Arithmetic('-', value("tags", "a"), number("3")), number("-2")));
        assertThat(condition("tags.3f25-04e0")).isEqualTo(value("tags", "3f25-04e0"));
    }

    @Test
    void bracketsHoldAnyName() {
        assertThat(condition("tags.[[group]].[[a.b 'c'\"]].select")).isEqualTo(value("tags", "group", "a.b 'c'\"", "select"));
    }

    @Test
    void constantsAreReadAsTheyAreWritten() {
        assertThat(condition("tags.a in [1, -2.50, 0xfF, 1e3, 'it\\'s', \"\\u00e9\\\\\", true, NULL, undefined]"))
                .isEqualTo(new Membership(value("tags", "a"), new QueryConstant.Listing(List.of(
                        new QueryConstant.Numeric(new BigDecimal("1")), new QueryConstant.Numeric(new BigDecimal("-2.50")),
                        new QueryConstant.Numeric(new BigDecimal("255")), new QueryConstant.Numeric(new BigDecimal("1e3")),
                        new QueryConstant.Text("it's"), new QueryConstant.Text("é\\"), new QueryConstant.Truth(true),
                        new QueryConstant.Null(), new QueryConstant.Undefined())), false));
        assertThat(condition("tags.a nin ('a')")).isEqualTo(new Membership(value("tags", "a"),
                new QueryConstant.Listing(List.of(new QueryConstant.Text("a"))), true));
    }

    @ParameterizedTest
    @CsvSource({ "DEVICEID, deviceId, deviceId", "id, deviceId, id", "devices.id, deviceId, id",
            "statusUpdatedTime, statusUpdateTime, statusUpdatedTime", "X509thumbprint.PRIMARYTHUMBPRINT, "
                    + "x509Thumbprint.primaryThumbprint, primaryThumbprint",
            "TAGS.Site, tags.Site, Site", "Properties.Desired.Foo, properties.desired.Foo, Foo", "location, location, location",
            "devices, devices, devices", "tags.devices.id, tags.devices.id, id" })
    void attributesAreNamedInAnyCaseAndKeysAsTheyAre(String written, String meant, String key) {
        QueryPath path = QueryParser.parse("SELECT " + written + " FROM devices").columns().getFirst().path().orElseThrow();
        assertThat(path.toString()).isEqualTo(meant);
        assertThat(path.key()).isEqualTo(key);
    }

    @Test
    void conditionIsOfDevicesUnlessItSaysOtherwise() {
        assertThat(QueryParser.parseCondition("*")).isEqualTo(QueryParser.parseCondition(""))
                .isEqualTo(QueryParser.parse("SELECT * FROM devices"));
        assertThat(QueryParser.parseCondition("tags.a = 1"))
                .isEqualTo(QueryParser.parse("SELECT * FROM devices WHERE tags.a = 1"));
        assertThat(QueryParser.parseCondition("FROM devices.modules WHERE tags.a = 1"))
                .isEqualTo(QueryParser.parseCondition("SELECT * FROM devices.modules WHERE tags.a = 1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            FROM devices                                         | Line 1, column 1:
            SELECT                                               | Line 1, column 7:
            SELECT *                                             | Line 1, column 8:
            SELECT * FROM                                        | Line 1, column 14:
            SELECT * FROM c                                      | Line 1, column 15:
            SELECT * FROM devices d                              | Line 1, column 23:
            SELECT DISTINCT tags.a FROM devices                  | Line 1, column 17:
            SELECT a b FROM devices                              | Line 1, column 10:
            SELECT * FROM devices WHERE tags.a ==  1             | Line 1, column 37:
            SELECT * FROM devices WHERE tags.a = 'x              | Line 1, column 38:
            SELECT * FROM devices WHERE tags.group. = 'x'        | Line 1, column 41:
            SELECT * FROM devices WHERE (tags.a = 1              | Line 1, column 40:
            SELECT * FROM devices WHERE tags.a = 1)              | Line 1, column 39:
            SELECT * FROM devices WHERE tags.a BETWEEN 1 AND 2   | Line 1, column 36:
            SELECT * FROM devices WHERE tags.a IN []             | Line 1, column 40:
            SELECT * FROM devices WHERE tags.a IN 'a'            | Line 1, column 39:
            SELECT * FROM devices WHERE tags.a = 12ab            | Line 1, column 38:
            SELECT * FROM devices WHERE tags.a = 1e99999         | Line 1, column 38:
            SELECT * FROM devices WHERE tags.a = '\\u0000'       | Line 1, column 38:
            SELECT * FROM devices WHERE tags.a = '\\ud800'       | Line 1, column 38:
            SELECT * FROM devices WHERE nofunction(tags.a)       | Line 1, column 29:
            SELECT * FROM devices WHERE is_defined(tags.a, 1)    | Line 1, column 29:
            SELECT * FROM devices WHERE tags.a = 1; DROP TABLE x | Line 1, column 39:
            SELECT * FROM devices /* no end                      | Line 1, column 23:
            SELECT TOP 1.5 * FROM devices                        | Line 1, column 12:
            SELECT tags.a, COUNT() FROM devices                  | Line 1, column 8:
            SELECT * FROM devices GROUP BY tags.a                | Line 1, column 8:
            SELECT COUNT() FROM devices GROUP BY tags.a, tags.b  | Line 1, column 44:
            SELECT COUNT() FROM devices ORDER BY tags.a          | Line 1, column 29:
            SELECT deviceId FROM devices.jobs                    | Line 1, column 8:
            """)
    void whatCannotBeReadIsToldWithItsPlace(String query, String place) {
        HubException refusal = catchThrowableOfType(HubException.class, () -> QueryParser.parse(query));
        assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
        assertThat(refusal.detail()).startsWith("The query is invalid. ").contains(place);
    }

    @Test
    void placeCountsLines() {
        HubException refusal = catchThrowableOfType(HubException.class,
                () -> QueryParser.parse("SELECT *\nFROM devices\nWHERE  ="));
        assertThat(refusal.detail()).contains("Line 3, column 8:");
    }

    @Test
    void lengthAndDepthAreBounded() {
        String start = "SELECT * FROM devices WHERE ";
        assertThat(refused(start + "tags.a = '" + "x".repeat(8192) + "'")).contains("8192");
        assertThat(refused(start + "(".repeat(60) + "1" + ")".repeat(60))).contains("levels");
        assertThat(refused(start + "NOT ".repeat(60) + "true")).contains("levels");
        assertThat(refused(start + "- ".repeat(60) + "tags.a")).contains("levels");
        assertThat(refused(start + "abs(".repeat(60) + "1" + ")".repeat(60))).contains("levels");
        assertThat(refused(start + "1 = 1" + " OR 1 = 1".repeat(500))).contains("operators");
        assertThat(refused(start + "tags" + ".a".repeat(30))).contains("names");
        assertThat(refused("SELECT " + IntStream.range(0, 200).mapToObj(i -> "tags.a" + i).collect(Collectors.joining(","))
                + " FROM devices")).contains("columns");
    }

    private static String refused(String query) {
        return catchThrowableOfType(HubException.class, () -> QueryParser.parse(query)).detail();
    }

    @ParameterizedTest
    @ValueSource(strings = { "STARTSWITH(tags.a,'x')", "starts_with(tags.a,'x')", "EndsWith(tags.a,'x')",
            "ENDS_WITH(tags.a,'x')",
            "is_defined (tags.a)", "IndexOf(tags.a,'x') = 1" })
    void functionsAreSpelledInMoreThanOneWay(String condition) {
        assertThat(condition(condition)).isNotNull();
    }
}
