import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.query.QueryClient;
import com.microsoft.azure.sdk.iot.service.query.QueryPageOptions;
import com.microsoft.azure.sdk.iot.service.query.RawQueryResponse;
import com.microsoft.azure.sdk.iot.service.query.SqlQueryBuilder;
import com.microsoft.azure.sdk.iot.service.query.TwinQueryResponse;
import com.microsoft.azure.sdk.iot.service.twin.Twin;

/** iot-service-client asks for twins page by page, for values and for counts (service-protocols §5.10, semantics §3.1). */
public final class Queries {

    private static final QueryClient CLIENT = new QueryClient(Hub.OWNER);
    private static final String MARK = "queries-" + System.nanoTime();

    public static void main(String[] args) throws Exception {
        List<String> ids = new ArrayList<>();
        for (long i = 0; i < 5; i++) {
            String id = Hub.createDevice("java-queries-" + i).getDeviceId();
            new ServiceTwin(id).tag(Map.of("mark", MARK, "site", i < 3 ? "A" : "B", "n", i));
            ids.add(id);
        }
        twinsComeInPages(ids);
        valuesAndCounts(ids);
        Hub.checkEqual(CLIENT.queryTwins("SELECT * FROM devices WHERE tags.mark = 'nobody'").hasNext(), false, "nothing found");
        refusal();
        System.exit(0);
    }

    private static void twinsComeInPages(List<String> ids) throws Exception {
        String query = SqlQueryBuilder.createSqlQuery("*", SqlQueryBuilder.FromType.DEVICES, "tags.mark = '" + MARK + "'", null);
        QueryPageOptions two = QueryPageOptions.builder().pageSize(2).build();
        TwinQueryResponse response = CLIENT.queryTwins(query, two);
        List<Twin> found = new ArrayList<>();
        while (response.hasNext()) {
            found.add(response.next(two));
        }
        Hub.checkEqual(found.stream().map(Twin::getDeviceId).toList(), ids, "devices found");
        Hub.checkEqual(ServiceTwin.content(found.get(0)), ServiceTwin.content(new ServiceTwin(ids.get(0)).get()), "twin");
        QueryPageOptions one = QueryPageOptions.builder().pageSize(1).build();
        TwinQueryResponse last = CLIENT.queryTwins(query + " and tags.n >= 3", one);
        last.next(one);
        Hub.checkEqual(last.hasNext(), true, "a second page");
        last.next(one);
        Hub.checkEqual(last.hasNext(), false, "no third page");
    }

    private static void valuesAndCounts(List<String> ids) throws Exception {
        String mine = " from devices where tags.mark = '" + MARK + "'";
        Hub.checkEqual(rows("select deviceId as id, tags.n" + mine + " and tags.n > 3"),
                List.of("{\"id\":\"" + ids.get(4) + "\",\"n\":4}"), "values");
        Hub.checkEqual(rows("select tags.site as site-x, COUNT() as numberOfDevices" + mine + " group by tags.site"),
                List.of("{\"site-x\":\"A\",\"numberOfDevices\":3}", "{\"site-x\":\"B\",\"numberOfDevices\":2}"), "groups");
    }

    private static List<String> rows(String query) throws Exception {
        RawQueryResponse response = CLIENT.queryRaw(query);
        List<String> rows = new ArrayList<>();
        while (response.hasNext()) {
            rows.add(response.next());
        }
        return rows;
    }

    private static void refusal() throws Exception {
        try {
            CLIENT.queryTwins("SELECT * FROM c");
            throw new AssertionError("what is no query was answered");
        } catch (IotHubException e) {
            Hub.checkEqual(String.valueOf(e.getMessage()).contains("Line 1, column 15"), true, e.getMessage());
        }
    }
}
