package io.nave.protocol.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.nave.hub.blobs.LocalContainer;
import io.nave.hub.files.BlobName;
import io.nave.hub.files.BlobStore;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

/** Import and export with container signatures of the hub's own storage (semantics §7.3), read and written as blobs. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class StorageJobsIT {

    private static final String JSON = "application/json; charset=utf-8";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @Inject
    LocalContainer local;
    @Inject
    BlobStore store;
    @ConfigProperty(name = "nave.files.directory")
    String directory;

    @Test
    void importReadsABlobAndExportWritesOne() {
        // given
        String container = signedByAnOperator("{\"expiresIn\":\"PT10M\"}");
        putBlob(container, "devices.txt", """
                {"id":"storage-it-1","authentication":{"symmetricKey":{"primaryKey":"%1$s","secondaryKey":"%1$s"}}}
                {"id":"storage-it-1","moduleId":"m"}
                oops
                """.formatted(KEY));
        // when
        String imported = create("""
                {"type":"import","inputBlobContainerUri":"%1$s","outputBlobContainerUri":"%1$s"}""".formatted(container));
        completed(imported).body("inputBlobContainerUri", equalTo(withoutQuery(container)));
        // then
        assertThat(blob(container, "importErrors.log")).isEqualTo("{\"errorCode\":400012,\"errorStatus\":\"Invalid device "
                + "format in line: 3. The line is not well-formed JSON\",\"line\":3,\"deviceId\":null,\"moduleId\":null}\n");

        // when
        completed(create("{\"type\":\"export\",\"outputBlobContainerUri\":\"%s\",\"outputBlobName\":\"backup/all.txt\"}"
                .formatted(container)));
        // then
        List<String> lines = blob(container, "backup/all.txt").lines().filter(line -> line.contains("\"storage-it-1\""))
                .toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).startsWith("{\"id\":\"storage-it-1\",\"eTag\":").contains("\"primaryKey\":\"" + KEY);
        assertThat(lines.getLast()).startsWith("{\"id\":\"storage-it-1\",\"moduleId\":\"m\",");
        assertThat(files()).noneMatch(name -> name.contains("probe"));

        // when
        completed(create("{\"type\":\"export\",\"outputBlobContainerUri\":\"%s\",\"excludeKeysInExport\":true}"
                .formatted(container)));
        // then
        assertThat(blob(container, "devices.txt")).contains("\"storage-it-1\"").contains("\"primaryKey\":null")
                .doesNotContain(KEY);

        // when
        completed(
                create("""
                        {"type":"import","inputBlobContainerUri":"%1$s","inputBlobName":"backup/all.txt","outputBlobContainerUri":"%1$s"}"""
                        .formatted(container)));
        // then
        assertThat(blob(container, "importErrors.log")).isEmpty();
    }

    @Test
    void importOfABlobThatIsNotThereFailsWithItsName() {
        String container = signed("rwd", Duration.ofMinutes(10));
        failed(create("""
                {"type":"import","inputBlobContainerUri":"%1$s","inputBlobName":"none.txt","outputBlobContainerUri":"%1$s"}"""
                .formatted(container))).body("failureReason", containsString("none.txt"));
    }

    @Test
    void exportOverAFolderOfUploadsFailsWithTheStoragesReason() {
        // given
        String container = signed("rwd", Duration.ofMinutes(10));
        putBlob(container, "storage-it-folder/file.txt", "x");
        // then
        failed(create("{\"type\":\"export\",\"outputBlobContainerUri\":\"%s\",\"outputBlobName\":\"storage-it-folder\"}"
                .formatted(container))).body("failureReason", containsString("ResourceTypeMismatch"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "r", "w", "d", "rw", "rd", "wd", "cl" })
    void outputNeedsReadWriteAndDelete(String rights) {
        String container = signed(rights, Duration.ofMinutes(10));
        assertRefused(order("{\"type\":\"export\",\"outputBlobContainerUri\":\"%s\"}".formatted(container)), container);
    }

    @Test
    void inputNeedsRead() {
        String input = signed("wd", Duration.ofMinutes(10));
        String output = signed("rwd", Duration.ofMinutes(10));
        String request = "{\"type\":\"import\",\"inputBlobContainerUri\":\"%s\",\"outputBlobContainerUri\":\"%s\"}";
        assertRefused(order(request.formatted(input, output)), input);
        failed(create(request.formatted(signed("r", Duration.ofMinutes(10)), output)
                .replace("}", ",\"inputBlobName\":\"storage-it-none\"}")));
    }

    @Test
    void signatureThatDoesNotCountIsRefused() {
        String good = signed("rwd", Duration.ofMinutes(10));
        BlobName blob = new BlobName("devices.txt");
        for (String uri : List.of(withoutQuery(good), withoutQuery(good) + "?", good.replace("sp=rwd", "sp=rwdl"),
                good.replace("se=20", "se=21"), good.replace("sig=", "sig=x"), good.replaceFirst("&sig=.*", ""),
                signed("rwd", Duration.ofSeconds(-1)),
                withoutQuery(good) + store.grant(blob, Instant.now().plusSeconds(600)).sasToken())) {
            assertRefused(order("{\"type\":\"export\",\"outputBlobContainerUri\":\"%s\"}".formatted(uri)), uri);
        }
    }

    @Test
    void containersThatTheOperatorHasNotAllowedAreRefused() {
        String query = URI.create(signed("rwd", Duration.ofMinutes(10))).getRawQuery();
        for (String uri : List.of("https://account.blob.core.windows.net/uploads", "https://169.254.169.254/uploads",
                "https://" + host() + "/other", "https://" + host() + "/uploads/deeper", "http://" + host() + "/uploads",
                "https://" + host() + "@evil.example/uploads", "https://evil.example/" + host() + "/uploads")) {
            assertRefused(order("{\"type\":\"export\",\"outputBlobContainerUri\":\"%s?%s\"}".formatted(uri, query)), query);
        }
    }

    private static void assertRefused(ValidatableResponse answer, String secret) {
        answer.statusCode(400).header("iothub-errorcode", "BlobContainerValidationError").body("errorCode", equalTo(400008));
        assertThat(answer.extract().asString()).doesNotContain("sig=")
                .doesNotContain(secret.replaceFirst("^.*[?&]sig=", ""));
    }

    /** What an operator is given, at the address that this test reaches the hub at. */
    private String signedByAnOperator(String body) {
        URI answered = URI.create(as("iothubowner").header("Content-Type", JSON).body(body).post("/admin/storage/signatures")
                .then().statusCode(200).body("permissions", equalTo("rwd")).extract().<String> path("containerUri"));
        return "https://" + host() + answered.getRawPath() + "?" + answered.getRawQuery();
    }

    private String signed(String rights, Duration lasting) {
        return "https://" + host() + "/" + local.name().orElseThrow()
                + local.signatures().forContainer(rights, Instant.now().plus(lasting));
    }

    private static String withoutQuery(String uri) {
        return uri.replaceFirst("\\?.*", "");
    }

    private List<String> files() {
        try (Stream<Path> found = Files.walk(Path.of(directory))) {
            return found.map(Path::toString).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void putBlob(String container, String name, String content) {
        assertThat(send(container, name, HttpRequest.newBuilder().header("x-ms-blob-type", "BlockBlob")
                .PUT(HttpRequest.BodyPublishers.ofString(content))).statusCode()).isEqualTo(201);
    }

    private String blob(String container, String name) {
        HttpResponse<String> answer = send(container, name, HttpRequest.newBuilder().GET());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static HttpResponse<String> send(String container, String name, HttpRequest.Builder request) {
        URI uri = URI.create(container.replace("?", "/" + name + "?"));
        try {
            return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(RawHttp.trustingAnybody()).build()
                    .send(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ValidatableResponse order(String body) {
        return as("registryReadWrite").header("Content-Type", JSON).body(body).post("/jobs/create?api-version=2021-04-12")
                .then();
    }

    private String create(String body) {
        ValidatableResponse created = order(body).statusCode(200);
        assertThat(created.extract().asString()).doesNotContain("sig=");
        return created.extract().path("jobId");
    }

    private ValidatableResponse completed(String id) {
        return over(id).body("failureReason", nullValue()).body("status", equalTo("completed"));
    }

    private ValidatableResponse failed(String id) {
        return over(id).body("status", equalTo("failed")).body("failureReason", containsString(": "));
    }

    private ValidatableResponse over(String id) {
        Awaitility.await().atMost(PATIENCE).until(() -> List.of("completed", "failed", "cancelled").contains(status(id)));
        ValidatableResponse job = as("registryRead").get("/jobs/" + id).then().statusCode(200);
        assertThat(job.extract().asString()).doesNotContain("sig=");
        return job;
    }

    private String status(String id) {
        return as("registryRead").get("/jobs/" + id).then().statusCode(200).extract().path("status");
    }

    private String host() {
        return "127.0.0.1:" + server.getPort();
    }

    private RequestSpecification as(String policy) {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false)
                .header("Authorization", TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY));
    }
}
