package io.nave.storage.blob;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.jobs.ContainerUri;
import io.nave.hub.jobs.JobContainer;
import io.nave.hub.jobs.JobInput;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Where jobs may send the hub, and what storage there may answer. */
class StorageAccountsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SIGNATURE = "?sv=2020-12-06&sr=c&sp=rwdl&se=2999-01-01T00:00:00Z&sig=c2VjcmV0";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    /** What is answered, one after the other; the last one to all that follow. */
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private HttpServer server;

    /** A status with headers, names and values by turns, and a body. */
    private record Answer(int status, String body, String... headers) {
    }

    @BeforeEach
    void start() {
        server = vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        requests.add(request.method() + " " + request.path());
        Answer answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
        HttpServerResponse response = request.response().setStatusCode(answer.status());
        for (int i = 0; i < answer.headers().length; i += 2) {
            response.putHeader(answer.headers()[i], answer.headers()[i + 1]);
        }
        request.endHandler(end -> response.end(answer.body()));
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://a.blob.core.windows.net/c12", "https://A.blob.core.windows.NET:443/c12/",
            "https://azurite.test.local:10000/devstoreaccount1/uploads", "https://exact.test.local/$web" })
    void allowedHostsHaveContainers(String uri) {
        assertThat(accounts().find(new ContainerUri(uri, SIGNATURE))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://a.blob.core.windows.net/c12", "https://blob.core.windows.net/c12",
            "https://evilblob.core.windows.net/c12", "https://a.blob.core.windows.net:8443/c12",
            "https://a.blob.core.windows.net.evil.example/c12", "https://a.blob.core.windows.net@evil.example/c12",
            "https://evil.example/a.blob.core.windows.net/c12", "https://evil.example\\.blob.core.windows.net/c12",
            "https://azurite.test.local/devstoreaccount1/uploads", "https://sub.exact.test.local/c12", "https://127.0.0.1/c12",
            "https://a.blob.core.windows.net/", "https://a.blob.core.windows.net/a/b/c12",
            "https://a.blob.core.windows.net/c12/../x12", "https://a.blob.core.windows.net/%63123", "c12", "", "https:///c12" })
    void nothingElseHas(String uri) {
        assertThat(accounts().find(new ContainerUri(uri, SIGNATURE))).isEmpty();
    }

    @Test
    void withoutTheSettingNoHostIsAllowed() {
        StorageAccounts none = new StorageAccounts(config(BlobConfig.class, Map.of()), config(JobStorageConfig.class, Map.of()),
                vertx, Clock.systemUTC());
        assertThat(none.find(new ContainerUri("https://a.blob.core.windows.net/c12", SIGNATURE))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://a.example", "a.example/c", "*", "*.", "a.*.example", "a:b" })
    void wrongHostIsRefusedByTheSettingsName(String host) {
        Exception refusal = catchThrowableOfType(IllegalArgumentException.class, () -> new StorageHosts(List.of(host)));
        assertThat(refusal).hasMessageStartingWith("nave.jobs.storage.hosts must be");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "?", "?sp=rwd", "?sr=b&sp=rwd&sig=x", "?sr=c&sp=rwd&se=2020-01-01T00:00:00Z&sig=x" })
    void signatureThatCannotCountIsRefusedBeforeAnythingIsSent(String query) {
        ContainerUri uri = new ContainerUri(ownAccount() + "/c12", query);
        HubException refusal = catchThrowableOfType(HubException.class, () -> accounts().find(uri));
        assertThat(refusal.code()).isEqualTo(ErrorCode.BLOB_CONTAINER_VALIDATION_ERROR);
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "rw", "wd", "rd", "l" })
    void outputThatDoesNotPermitAllIsRefusedBeforeAnythingIsSent(String rights) {
        JobContainer container = accounts()
                .find(new ContainerUri(ownAccount() + "/c12", SIGNATURE.replace("rwdl", rights))).orElseThrow();
        assertRefused(() -> container.requireWritable().await().atMost(LIMIT), "does not permit");
        assertThat(requests).isEmpty();
    }

    @Test
    void probeIsWrittenAndDeleted() {
        answers.addAll(List.of(new Answer(201, ""), new Answer(202, "")));
        container().requireWritable().await().atMost(LIMIT);
        assertThat(requests).hasSize(2).first().asString().matches("PUT /name/c12/nave-probe-[0-9a-f-]+\\.txt");
        assertThat(requests.getLast()).isEqualTo(requests.getFirst().replace("PUT", "DELETE"));
    }

    @Test
    void whatTheStorageRefusesIsToldWithItsCodeAndWithoutTheSignature() {
        answers.add(new Answer(403, "<Error/>", "x-ms-error-code", "AuthenticationFailed"));
        assertRefused(() -> container().requireWritable().await().atMost(LIMIT), "403 AuthenticationFailed");
        assertRefused(() -> container().requireReadable("devices.txt").await().atMost(LIMIT), "403 AuthenticationFailed");
    }

    @Test
    void redirectIsNotFollowed() {
        answers.add(new Answer(302, "", "Location", ownAccount() + "/elsewhere"));
        assertRefused(() -> container().requireReadable("devices.txt").await().atMost(LIMIT), "302");
        assertThat(requests).hasSize(1);
    }

    @Test
    void missingBlobCanBeReadAndAMissingContainerCannot() {
        answers.addAll(List.of(new Answer(404, "", "x-ms-error-code", "BlobNotFound"),
                new Answer(404, "", "x-ms-error-code", "ContainerNotFound")));
        container().requireReadable("devices.txt").await().atMost(LIMIT);
        assertRefused(() -> container().requireReadable("devices.txt").await().atMost(LIMIT), "ContainerNotFound");
    }

    @Test
    void storageThatIsAwayIsRefusedAtOnceWhenTheJobIsOrdered() {
        server.close().toCompletionStage().toCompletableFuture().join();
        assertRefused(() -> container().requireReadable("devices.txt").await().atMost(LIMIT), "cannot be reached");
    }

    @Test
    void busyStorageIsAskedAgainWhileTheJobRuns() {
        answers.addAll(List.of(new Answer(503, "", "x-ms-error-code", "ServerBusy"), new Answer(201, "")));
        container().write("devices.txt", Multi.createFrom().item("x".getBytes(UTF_8))).await().atMost(LIMIT);
        assertThat(requests).hasSize(3).containsOnly("PUT /name/c12/devices.txt");
    }

    @Test
    void blobThatIsReplacedWhileItIsReadIsAConflict() {
        // given
        answers.addAll(List.of(new Answer(200, "", "ETag", "\"1\"", "Content-Length", "5"), new Answer(412, "")));
        JobInput input = container().find("devices.txt").await().atMost(LIMIT).orElseThrow();
        // when
        HubException refusal = catchThrowableOfType(HubException.class,
                () -> input.read(0).collect().last().await().atMost(LIMIT));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void answerThatIsShorterThanWasAskedForIsNoContent() {
        answers.addAll(List.of(new Answer(200, "", "ETag", "\"1\"", "Content-Length", "5"), new Answer(206, "four")));
        JobInput input = container().find("devices.txt").await().atMost(LIMIT).orElseThrow();
        assertRefused(() -> input.read(0).collect().last().await().atMost(LIMIT), "devices.txt");
    }

    private static void assertRefused(Runnable work, String why) {
        HubException refusal = catchThrowableOfType(HubException.class, work::run);
        assertThat(refusal.code()).isEqualTo(ErrorCode.BLOB_CONTAINER_VALIDATION_ERROR);
        assertThat(refusal.detail()).contains(why).doesNotContain("sig=").doesNotContain("c2VjcmV0");
    }

    private JobContainer container() {
        Optional<JobContainer> found = accounts().find(new ContainerUri(ownAccount() + "/c12", SIGNATURE));
        return found.orElseThrow();
    }

    private String ownAccount() {
        return "http://127.0.0.1:" + server.actualPort() + "/name";
    }

    private StorageAccounts accounts() {
        Map<String, String> settings = new HashMap<>(Map.of("nave.files.store", "azure", "nave.files.azure.account", "name",
                "nave.files.azure.key", "a2V5", "nave.files.azure.endpoint", ownAccount()));
        Map<String, String> jobs = Map.of("nave.jobs.storage.hosts",
                "*.blob.core.windows.net,Azurite.test.local:10000,exact.test.local:443");
        return new StorageAccounts(config(BlobConfig.class, settings), config(JobStorageConfig.class, jobs), vertx,
                Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), java.time.ZoneOffset.UTC));
    }

    private static <T> T config(Class<T> type, Map<String, String> settings) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(type)
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(type);
    }
}
