package io.nave.launcher;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code ./nave up} with the packaged hub: what it prints works, and everything is there again after {@code kill -9}. */
class HubUpIT {

    @TempDir
    Path folder;

    private final List<RunningLauncher> launchers = new java.util.ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        launchers.stream().flatMap(launcher -> launcher.pids().stream())
                .forEach(pid -> Signals.stop(pid, "TERM", Duration.ofSeconds(30)));
    }

    @Test
    void printedAddressesAndKeysWorkAlsoAfterKillOfTheLauncher() throws Exception {
        // given
        RunningLauncher launcher = up();
        List<Long> pids = launcher.pids();
        String owner = launcher.line("HostName=");
        String ui = launcher.line("OpenAPI UI").replaceFirst("OpenAPI UI *", "");
        // then
        assertThat(get(launcher, ui, "").statusCode()).isEqualTo(200);
        // when
        HttpResponse<String> created = put(launcher, device(ui), token(owner), "{\"deviceId\":\"first\"}");
        assertThat(created.statusCode()).isEqualTo(200);
        Signals.send(launcher.process().pid(), "KILL");
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(pids).noneMatch(Signals::alive));
        RunningLauncher next = up();
        // then
        assertThat(next.line("HostName=")).isEqualTo(owner);
        String nextUi = next.line("OpenAPI UI").replaceFirst("OpenAPI UI *", "");
        assertThat(get(next, device(nextUi), token(owner)).body()).contains("\"deviceId\":\"first\"");
    }

    @Test
    void killOfTheHubInTheMiddleOfItsWorkIsSaidAndNothingIsLeft() throws Exception {
        // given
        RunningLauncher launcher = up();
        List<Long> pids = launcher.pids();
        // when
        Signals.send(launcher.hubPid(), "KILL");
        // then
        assertThat(launcher.awaitEnd()).isEqualTo(1);
        assertThat(launcher.text()).contains("The hub has ended unexpectedly");
        assertThat(pids).noneMatch(Signals::alive);
    }

    private RunningLauncher up() throws Exception {
        RunningLauncher launcher = RunningLauncher.withHub(folder, RunningLauncher.freePorts());
        launchers.add(launcher);
        return launcher.awaitReady();
    }

    private static String device(String ui) {
        return ui.replace("/q/swagger-ui/", "/devices/first?api-version=2021-04-12");
    }

    /** A token of the policy in that connection string, for the whole hub. */
    private static String token(String connectionString) throws Exception {
        String key = connectionString.replaceFirst(".*SharedAccessKey=", "");
        String expiry = Long.toString(Instant.now().getEpochSecond() + 600);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
        byte[] signature = mac.doFinal(("127.0.0.1\n" + expiry).getBytes(StandardCharsets.UTF_8));
        return "SharedAccessSignature sr=127.0.0.1&sig="
                + URLEncoder.encode(Base64.getEncoder().encodeToString(signature), StandardCharsets.UTF_8) + "&se=" + expiry
                + "&skn=iothubowner";
    }

    private static HttpResponse<String> get(RunningLauncher launcher, String url, String token) throws Exception {
        return send(launcher, HttpRequest.newBuilder(URI.create(url)).GET(), token);
    }

    private static HttpResponse<String> put(RunningLauncher launcher, String url, String token, String body) throws Exception {
        return send(launcher, HttpRequest.newBuilder(URI.create(url)).header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)), token);
    }

    private static HttpResponse<String> send(RunningLauncher launcher, HttpRequest.Builder request, String token)
            throws Exception {
        if (!token.isEmpty()) {
            request.header("authorization", token);
        }
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(launcher.data().resolve("tls/ca.pem"))).build()) {
            return client.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Trusts that authority only, as the printed text tells clients to. */
    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", Certificates.certificates(Files.readString(authority)).getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
