package io.nave.storage.blob;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.hub.blobs.MessageFile;
import io.nave.hub.blobs.MessageFileFailure;
import io.nave.hub.blobs.MessageFileFailure.Reason;
import io.nave.hub.blobs.MessageFileName;
import io.nave.hub.blobs.StorageConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A storage account whose answer to the list of blocks is lost. */
class AzureMessageFileTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String WRITING = "x-ms-meta-navewriting";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> lists = new CopyOnWriteArrayList<>();
    private volatile String foreign = "";
    private HttpServer server;

    @BeforeEach
    void start() {
        server = vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Takes every list, but says that it was busy, and then that there is a blob already. */
    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.method().equals(HttpMethod.HEAD)) {
            response.setStatusCode(lists.isEmpty() ? 404 : 200);
            lists.stream().findFirst().ifPresent(writing -> response.putHeader(WRITING, foreign + writing));
        } else if ("blocklist".equals(request.getParam("comp"))) {
            lists.add(request.getHeader(WRITING));
            response.setStatusCode(lists.size() == 1 ? 503 : 409).putHeader("x-ms-error-code", "BlobAlreadyExists");
        } else {
            response.setStatusCode(201);
        }
        request.endHandler(end -> response.end());
    }

    private MessageFile file() {
        StorageConnection account = StorageConnection.parse("AccountName=acct1;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:"
                + server.actualPort() + "/acct1");
        MessageFile file = TestMessageContainers.of(Path.of("unused"), vertx, Map.of()).ofAccount(account, "files")
                .begin(new MessageFileName("a/b", ".json")).await().atMost(LIMIT);
        file.append("hello".getBytes(StandardCharsets.UTF_8)).await().atMost(LIMIT);
        return file;
    }

    @Test
    void fileThatWasPublishedIsKnownAgain() {
        file().publish().await().atMost(LIMIT);
        assertThat(lists).hasSize(2);
    }

    @Test
    void fileOfAnotherIsNotTakenForIt() {
        // given
        foreign = "another's ";
        MessageFile file = file();
        // when
        MessageFileFailure failure = catchThrowableOfType(MessageFileFailure.class,
                () -> file.publish().await().atMost(LIMIT));
        // then
        assertThat(failure.reason()).isEqualTo(Reason.AWAY);
        assertThat(failure.detail()).contains("BlobAlreadyExists").doesNotContain("sig=");
    }
}
