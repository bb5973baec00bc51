package io.nave.admin;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import io.nave.TestEngines;
import io.nave.hub.access.TokenMaker;
import io.nave.protocol.http.RawHttp;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

/** {@code /admin/files} over a real socket. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class FilesIT {

    private static final int MEGABYTE = 1 << 20;

    @TestHTTPResource(value = "/", tls = true)
    URI server;

    @Test
    void fileOfManyMegabytesComesBackAsItWasSent() {
        // given
        String content = "0123456789abcde\n".repeat(25 * MEGABYTE / 16) + "the end";
        // when: by bare hands, because RestAssured takes its time for large bodies
        long begun = System.nanoTime();
        String answer = RawHttp.exchange(server, "PUT /admin/files/files-it/large.bin HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Authorization: " + token("iothubowner") + "\r\nConnection: close\r\nContent-Length: " + content.length()
                + "\r\n\r\n" + content);
        assertThat(answer).startsWith("HTTP/1.1 200").contains("{\"folder\":\"files-it\",\"name\":\"large.bin\",\"size\":"
                + content.length() + ",\"lastModified\":\"");
        long uploaded = System.nanoTime();
        // then
        byte[] read = as("iothubowner").get("/admin/files/files-it/large.bin").then().statusCode(200)
                .header("Content-Type", "application/octet-stream").extract().asByteArray();
        System.out.printf("25 MB: %.1f s up, %.1f s down%n", (uploaded - begun) / 1e9, (System.nanoTime() - uploaded) / 1e9);
        assertThat(Arrays.equals(read, content.getBytes(StandardCharsets.US_ASCII))).isTrue();
        assertThat(as("iothubowner").get("/admin/files").then().statusCode(200).extract().<Integer> path(
                "find { it.name == 'large.bin' }.size")).isEqualTo(content.length());
        as("iothubowner").delete("/admin/files/files-it/large.bin").then().statusCode(204);
        as("iothubowner").delete("/admin/files/files-it/large.bin").then().statusCode(404);
        as("iothubowner").get("/admin/files/files-it/large.bin").then().statusCode(404)
                .header("iothub-errorcode", "ResourceNotFound");
    }

    @Test
    void emptyFileIsAFile() {
        as("iothubowner").body(new byte[0]).put("/admin/files/files-it/empty").then().statusCode(200).body("size", equalTo(0));
        assertThat(as("iothubowner").get("/admin/files/files-it/empty").then().statusCode(200).extract().asByteArray())
                .isEmpty();
    }

    @Test
    void onlyFilesMayBeLarge() {
        byte[] large = new byte[MEGABYTE + 1];
        as("iothubowner").body(large).put("/devices/large").then().statusCode(413);
        as("iothubowner").body(large).post("/admin/files/files-it/large").then().statusCode(413);
        as("iothubowner").body(large).put("/admin/files/files-it").then().statusCode(413);
        as("iothubowner").body(large).put("/admin/files/files-it/a/b").then().statusCode(413);
    }

    @Test
    void fileBeyondTheBoundIsRefusedBeforeItIsSent() {
        assertThat(raw("PUT /admin/files/files-it/huge", "Content-Length: " + ((1L << 30) + 1))).startsWith("HTTP/1.1 413");
    }

    @Test
    void whoAsksBeforeSendingIsToldToSend() {
        assertThat(raw("PUT /admin/files/files-it/asked", "Content-Length: 5\r\nExpect: 100-continue"))
                .startsWith("HTTP/1.1 100 Continue");
    }

    @Test
    void onlyOperatorsReachFiles() {
        for (String policy : new String[] { "registryReadWrite", "service", "device" }) {
            as(policy).get("/admin/files").then().statusCode(401);
            as(policy).get("/admin/files/a/b").then().statusCode(401);
            as(policy).body(new byte[3 * MEGABYTE]).put("/admin/files/a/b").then().statusCode(401);
            as(policy).delete("/admin/files/a/b").then().statusCode(401);
        }
    }

    @Test
    void namesWithFoldersInsideAreRefused() {
        as("iothubowner").body(new byte[1]).put("/admin/files/a/.hidden").then().statusCode(400)
                .header("iothub-errorcode", "ArgumentInvalid");
        as("iothubowner").body(new byte[1]).put("/admin/files/a%20b/c").then().statusCode(400);
    }

    /** The beginning of the answer to a request whose body is not sent. */
    private String raw(String requestLine, String headers) {
        return RawHttp.beginning(server, requestLine + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
                + token("iothubowner") + "\r\n" + headers + "\r\n\r\n");
    }

    private RequestSpecification as(String policy) {
        return RestAssured.given().baseUri("https://" + server.getHost()).port(server.getPort()).basePath("")
                .relaxedHTTPSValidation().urlEncodingEnabled(false).contentType("application/octet-stream")
                .header("Authorization", token(policy));
    }

    private static String token(String policy) {
        return TokenMaker.ofPolicy("127.0.0.1", policy, TestEngines.POLICY_KEY);
    }
}
