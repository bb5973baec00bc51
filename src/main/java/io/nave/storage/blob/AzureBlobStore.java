package io.nave.storage.blob;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.files.BlobName;
import io.nave.hub.files.BlobProperties;
import io.nave.hub.files.BlobStore;
import io.nave.hub.files.UploadTarget;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;

/**
 * Files lie in a storage account of Azure's or of who speaks its protocol. Devices write there themselves; the hub signs for
 * them and asks for what is there with a signature of its own. Completes on event loops.
 */
public final class AzureBlobStore implements BlobStore {

    /** Longer than any answer takes: clocks differ. */
    private static final Duration TO_ASK = Duration.ofMinutes(15);
    private static final Duration TO_ANSWER = Duration.ofSeconds(10);
    private static final String MESSAGE = "The storage account that files lie in does not answer: ";
    private static final int FOUND = 200;
    private static final int NOT_FOUND = 404;
    private static final int MAX_CONNECTIONS = 16;
    private static final int MAX_WAITING = 256;

    private final AzureAccount account;
    private final HttpClient http;
    private final Clock clock;

    /** Fails with an IllegalArgumentException that names the setting when one is missing or wrong. */
    public AzureBlobStore(BlobConfig config, Vertx vertx, Clock clock) {
        HttpClientOptions options = new HttpClientOptions().setMaxPoolSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_WAITING);
        config.azure().caCertificate().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        this.account = AzureAccount.of(config);
        this.http = vertx.createHttpClient(options);
        this.clock = clock;
    }

    @Override
    public UploadTarget grant(BlobName blob, Instant expiry) {
        return new UploadTarget(account.host(), account.container(), account.signatures().forBlob(blob, "rw", expiry));
    }

    @Override
    public String uri(BlobName blob) {
        return account.uri(blob);
    }

    @Override
    public String containerUri(String rights, Instant expiry) {
        return account.endpoint() + "/" + account.container() + account.signatures().forContainer(rights, expiry);
    }

    @Override
    public Uni<Optional<BlobProperties>> find(BlobName blob) {
        String uri = account.uri(blob) + account.signatures().forBlob(blob, "r", clock.instant().plus(TO_ASK));
        RequestOptions request = new RequestOptions().setMethod(HttpMethod.HEAD).setAbsoluteURI(uri)
                .setTimeout(TO_ANSWER.toMillis());
        return Uni.createFrom()
                .completionStage(() -> http.request(request).compose(HttpClientRequest::send).toCompletionStage())
                .onFailure().transform(AzureBlobStore::unreachable)
                .map(AzureBlobStore::properties);
    }

    /**
     * Not in the client's own words, nor with its failure behind it: of a time-out they hold the URI, and with it a signature.
     */
    private static HubException unreachable(Throwable cause) {
        return away("it cannot be reached (" + cause.getClass().getSimpleName() + ")");
    }

    private static Optional<BlobProperties> properties(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case FOUND -> Optional.of(new BlobProperties(size(response), modifiedAt(response)));
            case NOT_FOUND -> Optional.empty();
            default -> throw away("it answered " + response.statusCode() + " " + response.getHeader("x-ms-error-code"));
        };
    }

    private static long size(HttpClientResponse response) {
        String length = response.getHeader("Content-Length");
        if (length == null || !length.matches("\\d{1,18}")) {
            throw away("it did not tell the size of a blob");
        }
        return Long.parseLong(length);
    }

    private static Instant modifiedAt(HttpClientResponse response) {
        try {
            return Instant
                    .from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(String.valueOf(response.getHeader("Last-Modified"))));
        } catch (DateTimeException e) {
            throw away("it did not tell when a blob was written", e);
        }
    }

    private static HubException away(String why) {
        return new HubException(ErrorCode.SERVICE_UNAVAILABLE, MESSAGE + why);
    }

    private static HubException away(String why, Throwable cause) {
        return new HubException(ErrorCode.SERVICE_UNAVAILABLE, MESSAGE + why, cause);
    }
}
