package io.nave.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;
import io.nave.hubprocess.SharedHub;
import io.nave.hubprocess.TrustedAuthority;
import io.nave.launcher.LocalEngines;
import io.nave.wire.MqttConnectFrame;
import io.nave.wire.MqttWire;

import static org.assertj.core.api.Assertions.assertThat;

/** Keys and tokens are in no log, no error answer and no row of the database, whatever is done with them. */
@ExtendWith(SharedHub.class)
class SecretsIT {

    private final String primary = randomKey();
    private final String secondary = randomKey();
    private final List<String> answers = new ArrayList<>();

    @Test
    void keysAndTokensAreNowhereToBeRead(HubProcess hub) throws Exception {
        // given
        HttpClient client = HttpClient.newBuilder().sslContext(TrustedAuthority.of(hub.caCertificate()).sslContext())
                .version(HttpClient.Version.HTTP_1_1).build();
        String keys = "\"authentication\":{\"type\":\"sas\",\"symmetricKey\":{\"primaryKey\":\"" + primary
                + "\",\"secondaryKey\":\"" + secondary + "\"}}";
        String token = SasTokens.policy(hub.host(), HubProcess.OWNER, hub.ownerKey());
        assertThat(put(hub, client, token, "secret-1", "{" + keys + "}")).isEqualTo(200);

        // when
        answers.clear();
        put(hub, client, token, "secret-1", "{" + keys + "}");
        put(hub, client, token, "secret-2", "{" + keys.replace(secondary, "oops") + "}");
        put(hub, client, token, "secret-2", "{" + keys + ",");
        put(hub, client, token, "secret-2", "{\"status\":\"" + primary + "\"}");
        put(hub, client, SasTokens.policy(hub.host(), HubProcess.OWNER, primary), "secret-2", "{}");
        put(hub, client, "Bearer " + primary, "secret-2", "{}");
        put(hub, client, primary, "secret-2", "{}");
        connect(hub, "secret-1", SasTokens.device(hub.host(), "secret-1", primary, Duration.ofHours(1)));
        connect(hub, "secret-1", SasTokens.device(hub.host(), "secret-1", primary, Duration.ofHours(-1)));
        connect(hub, "secret-1", primary);
        connect(hub, primary.substring(0, 20), primary);

        // then
        String log = Files.readString(hub.log());
        String rows = rows(hub.engines(), "device") + rows(hub.engines(), "shared_access_policy");
        for (String secret : List.of(primary, secondary, hub.ownerKey(), token.replaceAll(".*sig=([^&]*)&.*", "$1"))) {
            assertThat(log).doesNotContain(secret);
            assertThat(String.join("\n", answers)).doesNotContain(secret);
            assertThat(rows).doesNotContain(secret);
        }
        assertThat(rows).contains("secret-1").contains("v1.");
    }

    private int put(HubProcess hub, HttpClient client, String authorization, String id, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(HttpRequest
                .newBuilder(URI.create("https://" + hub.host() + ":" + hub.httpsPort() + "/devices/" + id))
                .header("Authorization", authorization).header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        answers.add(answer.body());
        return answer.statusCode();
    }

    private static void connect(HubProcess hub, String id, String password) {
        try (MqttWire wire = MqttWire.open(hub.plainMqttPort())) {
            wire.connect(MqttConnectFrame.of(id, hub.host() + "/" + id + "/?api-version=2021-04-12", password));
        }
    }

    private static String rows(LocalEngines engines, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:" + engines.databaseUrl(), engines.databaseUser(),
                engines.databasePassword());
                ResultSet rows = connection.createStatement().executeQuery("select t::text from " + table + " t")) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts.stream().collect(Collectors.joining("\n"));
        }
    }

    private static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key).replace('+', 'A').replace('/', 'B');
    }
}
