package io.nave.protocol.blob;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.TestEngines;
import io.nave.hub.blobs.BlobCondition;
import io.nave.hub.blobs.BlobSignatures;
import io.nave.hub.blobs.BlockBlobs;
import io.nave.hub.blobs.LocalContainer;
import io.nave.hub.files.BlobName;
import io.nave.hub.files.BlobStore;
import io.nave.protocol.http.RawHttp;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/** The hub's own blob storage over a real socket (device-protocols §3.6). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class BlobIT {

    private static final int MEGABYTE = 1 << 20;

    @TestHTTPResource(value = "/", tls = true)
    URI server;
    @Inject
    BlobStore store;
    @Inject
    BlockBlobs blobs;
    @Inject
    LocalContainer container;
    @ConfigProperty(name = "nave.files.directory")
    String directory;

    @AfterEach
    void nothingIsLeftOfWhatWasBegun() {
        Awaitility.await().untilAsserted(() -> assertThat(files(".nave/writing")).isEmpty());
    }

    @Test
    void blobIsPutAndGot() {
        StorageClient client = client("blob-it/hello.txt");
        // when
        HttpResponse<String> put = client.put("hello", "Content-Type", "text/plain", "x-ms-meta-who", "me",
                "x-ms-client-request-id", "id-1", "x-ms-version", "2025-07-05");
        // then
        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(put.body()).isEmpty();
        assertThat(header(put, "x-ms-version")).isEqualTo("2025-07-05");
        assertThat(header(put, "x-ms-client-request-id")).isEqualTo("id-1");
        assertThat(header(put, "x-ms-request-id")).isNotEmpty();
        assertThat(header(put, "x-ms-request-server-encrypted")).isEqualTo("false");
        assertThat(header(put, "Last-Modified")).matches("\\w{3}, \\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
        HttpResponse<String> got = client.get();
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.body()).isEqualTo("hello");
        for (HttpResponse<String> answer : List.of(got, client.head())) {
            assertThat(header(answer, "ETag")).isEqualTo(header(put, "ETag")).startsWith("\"0x").endsWith("\"");
            assertThat(header(answer, "Content-Length")).isEqualTo("5");
            assertThat(header(answer, "Content-Type")).isEqualTo("text/plain");
            assertThat(header(answer, "x-ms-meta-who")).isEqualTo("me");
            assertThat(header(answer, "x-ms-blob-type")).isEqualTo("BlockBlob");
            assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
            assertThat(header(answer, "Content-Security-Policy")).startsWith("sandbox");
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    void rangesAreServed() {
        StorageClient client = client("blob-it/ranges");
        client.put("0123456789");
        HttpResponse<String> part = client.get("x-ms-range", "bytes=2-4");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        assertThat(header(part, "Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(client.get("Range", "bytes=7-").body()).isEqualTo("789");
        assertThat(client.get("Range", "bytes=7-99999").body()).isEqualTo("789");
        assertThat(client.get("Range", "bytes=-2").body()).isEqualTo("89");
        assertThat(client.get("Range", "lines=1-2").body()).isEqualTo("0123456789");
        assertThat(client.get("Range", "bytes=1-2", "x-ms-range", "bytes=3-4").body()).isEqualTo("34");
        HttpResponse<String> beyond = client.get("x-ms-range", "bytes=10-20");
        assertRefused(beyond, 416, "InvalidRange");
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */10");
    }

    @Test
    void emptyBlobIsServed() {
        StorageClient client = client("blob-it/empty");
        assertThat(client.put("").statusCode()).isEqualTo(201);
        assertThat(client.get().statusCode()).isEqualTo(200);
        assertThat(header(client.head(), "Content-Length")).isEqualTo("0");
        assertRefused(client.get("x-ms-range", "bytes=0-4194303"), 416, "InvalidRange");
    }

    @Test
    void blocksBecomeABlob() {
        StorageClient client = client("blob-it/blocks");
        // when
        assertThat(client.putBlock("000001", "one ").statusCode()).isEqualTo(201);
        assertThat(client.putBlock("000002", "two").statusCode()).isEqualTo(201);
        assertRefused(client.get(), 404, "BlobNotFound");
        assertThat(client.blockList("all").body())
                .contains("<CommittedBlocks></CommittedBlocks><UncommittedBlocks><Block><Name>")
                .contains("<Name>MDAwMDAx</Name><Size>4</Size>").contains("<Name>MDAwMDAy</Name><Size>3</Size>");
        HttpResponse<String> list = client.putBlockList("000001", "000002");
        // then
        assertThat(list.statusCode()).isEqualTo(201);
        assertThat(client.get().body()).isEqualTo("one two");
        assertThat(header(client.head(), "ETag")).isEqualTo(header(list, "ETag"));
        assertThat(client.blockList("committed").body()).isEqualTo("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>"
                + "<CommittedBlocks><Block><Name>MDAwMDAx</Name><Size>4</Size></Block><Block><Name>MDAwMDAy</Name><Size>3</Size>"
                + "</Block></CommittedBlocks></BlockList>");
        assertRefused(client.putBlockList("000003"), 400, "InvalidBlockList");
        assertThat(client.get().body()).isEqualTo("one two");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "<", "<BlockList>", "<List/>", "<BlockList><Oldest>MDAwMDAx</Oldest></BlockList>",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><BlockList><Latest>&e;</Latest></BlockList>" })
    void otherListsAreRefused(String list) {
        assertRefused(client("blob-it/lists").putList(list), 400, "InvalidXmlDocument");
    }

    @Test
    void slashesMayBeEncoded() {
        String token = token("blob-it/deep/er/b.txt");
        assertThat(StorageClient.of(server, "uploads/blob-it%2Fdeep%2fer/b.txt", token).put("x").statusCode()).isEqualTo(201);
        assertThat(StorageClient.of(server, "uploads/blob-it/deep/er/b.txt", token).get().body()).isEqualTo("x");
        assertThat(files("uploads/blob-it/deep")).containsExactly("uploads/blob-it/deep/er/b.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = { "with space", "grüße/日本", "#1", "100%", "a?b=c&d", "a%2Fb", "a+b", "~;,:@=" })
    void anyNameIsServed(String name) {
        StorageClient client = StorageClient.of(server, URI.create(store.uri(new BlobName("blob-it/n/" + name))).getRawPath()
                .substring(1), token("blob-it/n/" + name));
        assertThat(client.put(name).statusCode()).isEqualTo(201);
        assertThat(client.get().body()).isEqualTo(name);
    }

    @Test
    void conditionsAreKept() {
        StorageClient client = client("blob-it/conditions");
        String etag = header(client.put("1", "If-None-Match", "*"), "ETag");
        assertRefused(client.put("2", "If-None-Match", "*"), 409, "BlobAlreadyExists");
        assertThat(client.put("3", "If-Match", etag).statusCode()).isEqualTo(201);
        assertRefused(client.put("4", "If-Match", etag), 412, "ConditionNotMet");
        assertRefused(client.get("If-Match", etag), 412, "ConditionNotMet");
        HttpResponse<String> same = client.get("If-None-Match", header(client.head(), "ETag"));
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(client.get("If-Modified-Since", header(client.head(), "Last-Modified")).statusCode()).isEqualTo(304);
        assertThat(client.get("If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT").body()).isEqualTo("3");
    }

    @Test
    void checksumsAreChecked() {
        StorageClient client = client("blob-it/sums");
        assertThat(header(client.put("hello", "Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="), "Content-MD5"))
                .isEqualTo("XUFAKrxLKna5cZ2REBfFkg==");
        assertRefused(client.put("hallo", "Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="), 400, "Md5Mismatch");
        assertRefused(client.put("hallo", "Content-MD5", "nonsense"), 400, "InvalidMd5");
        assertRefused(client.put("hallo", "x-ms-content-crc64", "AAAAAAAAAAA="), 400, "Crc64Mismatch");
        assertThat(client.get().body()).isEqualTo("hello");
    }

    @Test
    void whoHasNoSignatureIsRefused() {
        client("blob-it/secret").put("secret");
        assertRefused(StorageClient.of(server, "uploads/blob-it/secret", "").get(), 401, "NoAuthenticationInformation");
        assertRefused(StorageClient.of(server, "uploads/blob-it/secret", token("blob-it/other")).get(), 403,
                "AuthenticationFailed");
        assertRefused(StorageClient.of(server, "uploads/blob-it/secret", token("blob-it/secret").replace("sp=rw", "sp=rwd"))
                .method("DELETE", ""), 403, "AuthenticationFailed");
        String expired = store.grant(new BlobName("blob-it/secret"), Instant.now().minusSeconds(1)).sasToken();
        assertRefused(StorageClient.of(server, "uploads/blob-it/secret", expired).get(), 403, "AuthenticationFailed");
        assertRefused(StorageClient.of(server, "uploads/blob-it/secret", expired).put("x"), 403, "AuthenticationFailed");
        assertThat(client("blob-it/secret").get().body()).isEqualTo("secret");
    }

    @Test
    void deviceMayNotDelete() {
        client("blob-it/kept").put("x");
        assertRefused(client("blob-it/kept").method("DELETE", ""), 403, "AuthorizationPermissionMismatch");
    }

    @Test
    void rightsAreThoseOfTheSignature() {
        BlobSignatures signatures = container.signatures();
        BlobName blob = new BlobName("blob-it/rights");
        Instant hence = Instant.now().plus(Duration.ofMinutes(5));
        StorageClient creator = StorageClient.of(server, "uploads/blob-it/rights", signatures.forBlob(blob, "c", hence));
        assertThat(creator.put("1").statusCode()).isEqualTo(201);
        assertRefused(creator.put("2"), 409, "BlobAlreadyExists");
        assertRefused(creator.get(), 403, "AuthorizationPermissionMismatch");
        StorageClient reader = StorageClient.of(server, "uploads/blob-it/rights", signatures.forContainer("rl", hence));
        assertThat(reader.get().body()).isEqualTo("1");
        assertRefused(reader.put("3"), 403, "AuthorizationPermissionMismatch");
        StorageClient remover = StorageClient.of(server, "uploads/blob-it/rights", signatures.forContainer("d", hence));
        assertThat(remover.method("DELETE", "").statusCode()).isEqualTo(202);
        assertRefused(remover.method("DELETE", ""), 404, "BlobNotFound");
    }

    @Test
    void whatIsNotServedIsRefused() {
        StorageClient client = client("blob-it/ops");
        assertRefused(client.method("POST", ""), 405, "UnsupportedHttpVerb");
        assertRefused(client.method("PUT", "&comp=lease"), 501, "NotImplemented");
        assertRefused(client.method("GET", "&restype=container&comp=list"), 501, "NotImplemented");
        assertRefused(client.put("x", "x-ms-copy-source", "https://127.0.0.1/uploads/x"), 501, "NotImplemented");
        String page = RawHttp.exchange(server, "PUT /uploads/blob-it/ops" + token("blob-it/ops")
                + " HTTP/1.1\r\nHost: x\r\nx-ms-blob-type: PageBlob\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        assertThat(page).startsWith("HTTP/1.1 400").contains("x-ms-error-code: InvalidHeaderValue");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/uploads/blob-it/../../x", "/uploads/blob-it/%2e%2e/%2e%2e/x", "/uploads/..%2f..%2fx",
            "/uploads/blob-it/..%5c..%5cx", "/uploads/blob-it/a%00b", "/uploads/blob-it//x",
            "/uploads/", "/uploads/.", "/uploads/blob-it/x.", "/uploads/%ff%fe", "/uploads/blob-it/x%0d%0aX:%20y" })
    void pathThatClimbsOutIsRefused(String path) {
        String token = container.signatures().forContainer("rcwdl", Instant.now().plus(Duration.ofMinutes(5)));
        String answer = RawHttp.exchange(server, "PUT " + path + token + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "x-ms-blob-type: BlockBlob\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("x-ms-error-code: InvalidResourceName");
    }

    @Test
    void pathIsDecodedOnce() {
        StorageClient client = StorageClient.of(server, "uploads/blob-it/%252e%252e/x", token("blob-it/%2e%2e/x"));
        assertThat(client.put("x").statusCode()).isEqualTo(201);
        assertThat(files("uploads/blob-it")).contains("uploads/blob-it/%252e%252e/x");
    }

    @Test
    void connectionThatIsCutLeavesNothing() throws IOException {
        try (HalfUpload half = new HalfUpload(server, "/uploads/blob-it/cut" + token("blob-it/cut"), new byte[2 * MEGABYTE])) {
            Awaitility.await().until(() -> !files(".nave/writing").isEmpty());
        }
        Awaitility.await().untilAsserted(() -> assertThat(files(".nave/writing")).isEmpty());
        assertRefused(client("blob-it/cut").get(), 404, "BlobNotFound");
    }

    @Test
    void blockThatIsCutIsSentAgainAndTheOthersAreNot() throws IOException {
        // given
        StorageClient client = client("blob-it/resumed");
        client.putBlock("000001", "one ");
        String second = "/uploads/blob-it/resumed" + token("blob-it/resumed") + StorageClient.block("000002");
        // when
        try (HalfUpload half = new HalfUpload(server, second, new byte[2 * MEGABYTE])) {
            Awaitility.await().until(() -> !files(".nave/writing").isEmpty());
        }
        Awaitility.await().untilAsserted(() -> assertThat(files(".nave/writing")).isEmpty());
        // then
        assertThat(client.blockList("uncommitted").body()).contains("<UncommittedBlocks><Block><Name>MDAwMDAx</Name>"
                + "<Size>4</Size></Block></UncommittedBlocks>");
        assertRefused(client.putBlockList("000001", "000002"), 400, "InvalidBlockList");
        assertThat(client.putBlock("000002", "two").statusCode()).isEqualTo(201);
        assertThat(client.putBlockList("000001", "000002").statusCode()).isEqualTo(201);
        assertThat(client.get().body()).isEqualTo("one two");
    }

    @Test
    void whatComesBeyondTheAnnouncedBodyIsNotOfTheBlob() {
        String answer = RawHttp.exchange(server, "PUT /uploads/blob-it/longer" + token("blob-it/longer")
                + " HTTP/1.1\r\nHost: x\r\nx-ms-blob-type: BlockBlob\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfour and more");
        assertThat(answer).startsWith("HTTP/1.1 201");
        assertThat(client("blob-it/longer").get().body()).isEqualTo("four");
    }

    @Test
    void bodyWithoutLengthIsRefused() {
        String answer = RawHttp.exchange(server, "PUT /uploads/blob-it/chunked" + token("blob-it/chunked")
                + " HTTP/1.1\r\nHost: x\r\nx-ms-blob-type: BlockBlob\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "4\r\nfour\r\n0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 411").contains("MissingContentLengthHeader");
    }

    @Test
    void whoAsksBeforeSendingIsAnsweredFirst() {
        String headers = " HTTP/1.1\r\nHost: x\r\nx-ms-blob-type: BlockBlob\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
        assertThat(RawHttp.beginning(server, "PUT /uploads/blob-it/asks" + token("blob-it/asks") + headers))
                .startsWith("HTTP/1.1 100 Continue");
        assertThat(RawHttp.exchange(server, "PUT /uploads/blob-it/asks" + token("blob-it/other") + headers))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void blobLargerThanAnyDocumentIsTaken() {
        byte[] large = new byte[25 * MEGABYTE];
        java.util.Arrays.fill(large, (byte) 'x');
        StorageClient client = client("blob-it/large");
        assertThat(client.put(large).statusCode()).isEqualTo(201);
        assertThat(client.get().body()).hasSize(large.length);
        assertRefused(StorageClient.of(server, "uploads/blob-it/large", token("blob-it/other")).put(large), 403,
                "AuthenticationFailed");
    }

    @Test
    void blobThatIsTooLargeIsRefusedBeforeItIsSent() {
        String answer = RawHttp.beginning(server, "PUT /uploads/blob-it/huge" + token("blob-it/huge")
                + " HTTP/1.1\r\nHost: x\r\nx-ms-blob-type: BlockBlob\r\nContent-Length: 6000000000\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413");
    }

    @Test
    void hubTellsWhatIsThere() {
        BlobName blob = new BlobName("blob-it/told");
        assertThat(store.find(blob).await().atMost(Duration.ofSeconds(5))).isEmpty();
        client("blob-it/told").put("hello");
        assertThat(store.find(blob).await().atMost(Duration.ofSeconds(5)).orElseThrow().size()).isEqualTo(5);
        assertThat(store.uri(new BlobName("d 1/ä"))).isEqualTo("https://127.0.0.1/uploads/d%201/%C3%A4");
        blobs.delete(blob, BlobCondition.NONE).await().atMost(Duration.ofSeconds(5));
    }

    private StorageClient client(String blob) {
        return StorageClient.of(server, "uploads/" + blob, token(blob));
    }

    private String token(String blob) {
        return store.grant(new BlobName(blob), Instant.now().plus(Duration.ofMinutes(5))).sasToken();
    }

    private List<String> files(String below) {
        Path root = Path.of(directory);
        try (Stream<Path> all = Files.walk(root.resolve(below))) {
            return all.filter(Files::isRegularFile).map(file -> root.relativize(file).toString()).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("(none)");
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(header(answer, "x-ms-error-code")).isEqualTo(code);
        assertThat(answer.body())
                .startsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code + "</Code><Message>");
    }
}
