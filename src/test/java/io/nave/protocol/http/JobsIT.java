package io.nave.protocol.http;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.nave.hub.connections.ReplicaId;
import io.nave.hub.jobs.JobRequest;
import io.nave.hub.jobs.JobRequest.Blob;
import io.nave.hub.jobs.JobRequest.StorageAccess;
import io.nave.hub.jobs.RegistryJobService;
import io.nave.hub.jobs.RegistryJobStore;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

/** {@code /jobs} over a real socket (service-protocols §5.13, semantics §7.3). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class JobsIT {

    private static final String JSON = "application/json; charset=utf-8";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @ConfigProperty(name = "nave.database.url")
    String databaseUrl;

    @ConfigProperty(name = "nave.database.user")
    String databaseUser;

    @Inject
    RegistryJobStore store;

    @Inject
    RegistryJobService service;

    @Test
    void importReportsABrokenLineAndExportHasTheRest() {
        // given
        upload("it-in", """
                {"id":"it-1","authentication":{"type":"sas"}}
                {"id":"it-1","moduleId":"m"}
                oops
                {"id":"it-2","status":"disabled"}
                """);
        // when
        ValidatableResponse created = create("""
                {"type":"import","inputBlobContainerUri":"%s?sig=secret","outputBlobContainerUri":"%s"}"""
                .formatted(container("it-in"), container("it-out")));
        // then
        created.statusCode(200).header("Content-Type", JSON).body("status", equalTo("enqueued"))
                .body("type", equalTo("import")).body("progress", equalTo(0))
                .body("startTimeUtc", matchesPattern(TIME)).body("failureReason", nullValue())
                .body("inputBlobContainerUri", equalTo(container("it-in"))).body("inputBlobName", equalTo("devices.txt"))
                .body("outputBlobContainerUri", equalTo(container("it-out")));
        assertThat(created.extract().asString()).doesNotContain("endTimeUtc").doesNotContain("secret");
        String id = created.extract().path("jobId");
        completed(id).body("progress", equalTo(100)).body("endTimeUtc", matchesPattern(TIME));
        assertThat(download("it-out/importErrors.log")).isEqualTo("{\"errorCode\":400012,\"errorStatus\":\"Invalid device "
                + "format in line: 3. The line is not well-formed JSON\",\"line\":3,\"deviceId\":null,\"moduleId\":null}\n");

        // when
        String export = create("{\"type\":\"EXPORT\",\"outputBlobContainerUri\":\"%s\",\"excludeKeysInExport\":true}"
                .formatted(container("it-out"))).statusCode(200).extract().path("jobId");
        completed(export);
        // then
        List<String> lines = download("it-out/devices.txt").lines().filter(line -> line.matches(".*\"id\":\"it-[12]\".*"))
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("{\"id\":\"it-1\",\"eTag\":").contains("\"primaryKey\":null");
        assertThat(lines.get(1)).startsWith("{\"id\":\"it-2\",").contains("\"status\":\"disabled\"");
        assertThat(lines.get(2)).startsWith("{\"id\":\"it-1\",\"moduleId\":\"m\",");
        as("registryRead").get("/jobs").then().statusCode(200).body("jobId", hasItem(id)).body("jobId[0]", equalTo(export));
    }

    @Test
    void secondJobIs403AndCancelledJobMakesRoom() {
        // given
        String id = occupy();
        String export = "{\"type\":\"export\",\"outputBlobContainerUri\":\"%s\"}".formatted(container("it-second"));
        // then
        assertError(create(export), 403, "JobQuotaExceeded", 403003);
        as("registryRead").delete("/jobs/" + id).then().statusCode(401);
        as("registryReadWrite").delete("/jobs/" + id).then().statusCode(200).body("jobId", equalTo(id))
                .body("status", equalTo("cancelled")).body("endTimeUtc", matchesPattern(TIME));
        completed(create(export).statusCode(200).extract().path("jobId"));
    }

    /** A running job that nobody carries on. */
    private String occupy() {
        JobRequest request = new JobRequest(JobRequest.Type.EXPORT, Optional.empty(),
                new Blob(container("it-occupied"), "devices.txt"), false, StorageAccess.UNSAID);
        return Awaitility.await().atMost(PATIENCE).until(() -> occupy(request), Optional::isPresent).orElseThrow();
    }

    /** Added without ringing; the hub's own runner may still come first. */
    private Optional<String> occupy(JobRequest request) {
        service.list().await().atMost(PATIENCE).forEach(job -> store.cancel(job.id(), Instant.now()).await().atMost(PATIENCE));
        var job = new io.nave.hub.jobs.RegistryJob("occupied-" + System.nanoTime(), request,
                io.nave.hub.jobs.JobStatus.ENQUEUED, 0, Instant.now(), Optional.empty(), "");
        store.add(job).await().atMost(PATIENCE);
        return store.take(new ReplicaId("test"), Instant.now(), Instant.now().plusSeconds(600)).await().atMost(PATIENCE)
                .map(taken -> taken.job().id());
    }

    @Test
    void olderNetClientExportsAndImports() {
        // given
        String body = "{\"StorageConnectionString\":\"DefaultEndpointsProtocol=https;BlobEndpoint=https://%s/admin/files/;"
                .formatted(host()) + "AccountName=x;AccountKey=eA==\",\"ContainerName\":\"it-legacy\"}";
        // then
        as("registryReadWrite").header("Content-Type", JSON).body(body).post("/$admin/exportRegistry").then().statusCode(204);
        completed(newest());
        assertThat(download("it-legacy/devices.txt")).isNotNull();
        as("registryReadWrite").header("Content-Type", JSON).body(body).put("/%24admin/importRegistry").then().statusCode(204);
        completed(newest());
        assertThat(download("it-legacy/importErrors.log")).isEmpty();
        assertError(as("registryReadWrite").header("Content-Type", JSON)
                .body("{\"StorageConnectionString\":\"AccountName=x\",\"ContainerName\":\"c\"}")
                .post("/$admin/exportRegistry").then(), 400, "BlobContainerValidationError", 400008);
    }

    private String newest() {
        return as("registryRead").get("/jobs").then().statusCode(200).extract().path("[0].jobId");
    }

    @Test
    void wrongRequestsAreRefusedInTheReferencesWords() {
        String output = "\"outputBlobContainerUri\":\"" + container("it-out") + "\"";
        assertError(create("{\"type\":\"export\",\"outputBlobContainerUri\":\"https://a.blob.core.windows.net/c?sig=x\"}"), 400,
                "BlobContainerValidationError", 400008);
        assertError(create("{\"type\":\"scheduleUpdateTwin\"," + output + "}"), 400, "ArgumentInvalid", 400004);
        assertError(create("{\"type\":\"export\"}"), 400, "ArgumentNull", 400005);
        assertError(create("{\"type\":\"import\"," + output + "}"), 400, "ArgumentNull", 400005);
        assertError(create("{\"type\":\"export\",\"includeConfigurations\":true,\"configurationsBlobName\":\"devices.txt\","
                + output + "}"), 400, "ArgumentInvalid", 400004);
        assertError(create("{\"type\":\"export\",\"outputBlobName\":\"a/b\"," + output + "}"), 400, "ArgumentInvalid", 400004);
        assertError(create("{\"type\":\"export\",\"storageAuthenticationType\":\"none\"," + output + "}"), 400,
                "ArgumentInvalid", 400004);
        assertError(create("[]"), 400, "IotHubFormatError", 400006);
        assertError(as("registryRead").get("/jobs/nosuch").then(), 404, "JobNotFound", 404002);
        assertError(as("iothubowner").delete("/jobs/nosuch").then(), 404, "JobNotFound", 404002);
    }

    @Test
    void configurationsGoAlongWhenTheyAreAskedFor() {
        // given
        String document = "{\"content\":{\"deviceContent\":{\"properties.desired.a\":1}},\"priority\":7}";
        as("service").header("Content-Type", JSON).body(document).put("/configurations/jobs-cfg").then().statusCode(201);
        String both = "\"%s\":true,\"inputBlobContainerUri\":\"%s\",\"outputBlobContainerUri\":\"%s\"}"
                .formatted("includeConfigurations", container("it-cfg"), container("it-cfg"));

        // when
        ValidatableResponse export = create("{\"type\":\"export\"," + both).statusCode(200)
                .body("includeConfigurations", equalTo(true)).body("configurationsBlobName", equalTo("configurations.txt"));
        completed(export.extract().path("jobId"));

        // then
        String lines = download("it-cfg/configurations.txt").lines().filter(line -> line.contains("\"id\":\"jobs-cfg\""))
                .findFirst().orElseThrow();
        // when
        as("service").delete("/configurations/jobs-cfg").then().statusCode(204);
        upload("it-cfg", "");
        as("iothubowner").header("Content-Type", "application/octet-stream")
                .body((lines + "\n{\"id\":\"Upper\"}\noops\n").getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .put("/admin/files/it-cfg/configurations.txt").then().statusCode(200);
        completed(create("{\"type\":\"import\"," + both).statusCode(200).extract().path("jobId"));

        // then
        as("service").get("/configurations/jobs-cfg").then().statusCode(200).body("priority", equalTo(7));
        assertThat(download("it-cfg/importErrors.log").lines()).hasSize(2).first().asString()
                .contains("\"errorCode\":400004", "the configuration in line 2");
        as("service").delete("/configurations/jobs-cfg").then().statusCode(204);
    }

    @Test
    void importAndExportNeedTheirRights() {
        String export = "{\"type\":\"export\",\"outputBlobContainerUri\":\"%s\"}".formatted(container("it-out"));
        as("registryRead").header("Content-Type", JSON).body(export).post("/jobs/create").then().statusCode(401);
        as("service").get("/jobs").then().statusCode(401);
        as("service").get("/jobs/x").then().statusCode(401);
        as("device").header("Content-Type", JSON).body("{}").post("/$admin/exportRegistry").then().statusCode(401);
    }

    @Test
    void twoThousandDevicesAreImportedAndExported() {
        importAndExport(2_000);
    }

    @Test
    @Tag("long")
    void hundredThousandDevicesAreImportedAndExported() {
        importAndExport(100_000);
    }

    private void importAndExport(int count) {
        // given
        String prefix = "many" + count + "-";
        upload("it-many", lines(prefix, count));
        // when
        String input = "{\"type\":\"import\",\"inputBlobContainerUri\":\"%1$s\",\"outputBlobContainerUri\":\"%1$s\"}"
                .formatted(container("it-many"));
        String imported = timed("imported", count, input);
        String log = download("it-many/importErrors.log");
        timed("exported", count, "{\"type\":\"export\",\"outputBlobContainerUri\":\"%s\",\"outputBlobName\":\"out.txt\"}"
                .formatted(container("it-many")));
        // then
        assertThat(imported).isNotEmpty();
        assertThat(log).isEmpty();
        assertThat(download("it-many/out.txt").lines().filter(line -> line.startsWith("{\"id\":\"" + prefix))).hasSize(count)
                .doesNotHaveDuplicates();
        forget(prefix);
    }

    /** Not by the registry, which would tell of each of them and take longer than the test. */
    private void forget(String prefix) {
        try (Connection connection = DriverManager.getConnection("jdbc:" + databaseUrl, databaseUser, "");
                var delete = connection.prepareStatement("delete from device where starts_with(device_id, ?)")) {
            delete.setString(1, prefix);
            delete.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String lines(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> "{\"id\":\"" + prefix + i + "\",\"status\":\"enabled\"}")
                .collect(Collectors.joining("\n"));
    }

    private String timed(String what, int count, String body) {
        long begun = System.nanoTime();
        String id = create(body).statusCode(200).extract().path("jobId");
        Awaitility.await().atMost(Duration.ofMinutes(10)).until(() -> isOver(id));
        completed(id);
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf("%,d devices %s in %.1f s: %,.0f/s%n", count, what, seconds, count / seconds);
        return id;
    }

    private boolean isOver(String id) {
        return List.of("completed", "failed", "cancelled")
                .contains(as("registryRead").get("/jobs/" + id).then().statusCode(200).extract().<String> path("status"));
    }

    private ValidatableResponse completed(String id) {
        Awaitility.await().atMost(PATIENCE).until(() -> isOver(id));
        return as("registryRead").get("/jobs/" + id).then().statusCode(200).body("failureReason", nullValue())
                .body("status", equalTo("completed"));
    }

    private ValidatableResponse create(String body) {
        return as("registryReadWrite").header("Content-Type", JSON).body(body).post("/jobs/create?api-version=2021-04-12")
                .then();
    }

    private void upload(String folder, String lines) {
        as("iothubowner").header("Content-Type", "application/octet-stream").body(lines.getBytes(
                java.nio.charset.StandardCharsets.UTF_8)).put("/admin/files/" + folder + "/devices.txt").then().statusCode(200);
    }

    private String download(String file) {
        return as("iothubowner").get("/admin/files/" + file).then().statusCode(200).extract().asString();
    }

    private String container(String folder) {
        return "https://" + host() + "/admin/files/" + folder;
    }

    private String host() {
        return "127.0.0.1:" + server.getPort();
    }

    private RequestSpecification as(String policy) {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false)
                .header("Authorization", TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY));
    }

    private static void assertError(ValidatableResponse answer, int status, String name, int number) {
        answer.statusCode(status).header("Content-Type", JSON).header("iothub-errorcode", name)
                .body("errorCode", equalTo(number));
        String message = answer.extract().path("Message");
        assertThat(message).startsWith("ErrorCode:" + name + ";");
    }
}
