package io.nave.devicebound;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SasTokens;
import io.nave.hubprocess.SharedHub;
import io.nave.protocol.http.RawHttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A device that asks for a message over HTTPS waits for one, where the operator wants that (nave.https.receive-wait). */
@Timeout(120)
class LongPollIT {

    /** Longer than a test takes: who is answered earlier was woken. */
    private static final Map<String, String> WAITING = Map.of("NAVE_HTTPS_RECEIVE_WAIT", "4m");
    private static final Duration SOON = Duration.ofSeconds(20);

    private static HubProcess first;
    private static HubProcess second;

    @BeforeAll
    static void start() {
        first = HubProcess.start(SharedHub.newDirectory(), WAITING);
        second = first.startReplica(SharedHub.newDirectory());
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    /** Each replica has an authority of its own. */
    private static HttpClient client() throws GeneralSecurityException {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .sslContext(RawHttp.trustingAnybody()).build();
    }

    private static CompletableFuture<HttpResponse<String>> receive(HttpClient client, String device, String key) {
        URI queue = URI.create("https://" + first.host() + ":" + first.httpsPort() + "/devices/" + device
                + "/messages/devicebound?api-version=2021-04-12");
        String token = SasTokens.device(first.host(), device, key, Duration.ofHours(1));
        return client.sendAsync(HttpRequest.newBuilder(queue).header("Authorization", token).build(), BodyHandlers.ofString());
    }

    /** Through that replica; all replicas go by one name. */
    private static void send(HttpClient client, HubProcess replica, String device) {
        URI queue = URI.create("https://" + replica.host() + ":" + replica.httpsPort() + "/devices/" + device
                + "/messages/devicebound?api-version=2021-04-12");
        HttpRequest request = HttpRequest.newBuilder(queue)
                .header("Authorization", SasTokens.policy(first.host(), HubProcess.OWNER, first.ownerKey()))
                .POST(BodyPublishers.ofString("news")).build();
        assertThat(client.sendAsync(request, BodyHandlers.ofString())).succeedsWithin(SOON)
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(204));
    }

    @Test
    void messageIsAnsweredAsSoonAsItComesFromWhicheverReplica() throws GeneralSecurityException {
        // given
        String key = first.registry().createDevice("polls");
        try (HttpClient client = client()) {
            for (HubProcess replica : new HubProcess[] { first, second }) {
                CompletableFuture<HttpResponse<String>> answer = receive(client, "polls", key);

                // when
                send(client, replica, "polls");

                // then
                assertThat(answer).succeedsWithin(SOON).satisfies(message -> assertThat(message.body()).isEqualTo("news"));
            }
        }
    }

    @Test
    void whoHungUpTakesNoMessage() throws GeneralSecurityException {
        // given
        String key = first.registry().createDevice("hangs-up");
        try (HttpClient client = client()) {
            CompletableFuture<HttpResponse<String>> answer = receive(client, "hangs-up", key);
            client.shutdownNow();
            await().atMost(SOON).until(answer::isDone);
        }

        // when
        try (HttpClient client = client()) {
            send(client, first, "hangs-up");

            // then
            assertThat(receive(client, "hangs-up", key)).succeedsWithin(SOON)
                    .satisfies(message -> assertThat(message.body()).isEqualTo("news"));
        }
    }
}
