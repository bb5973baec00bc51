package io.nave.sdk;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.nave.hub.blobs.StorageConnection;
import io.nave.hubprocess.TrustedAuthority;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What is in a container of Azurite, as its consumers read it. */
public final class AzuriteBlobs implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("<Name>([^<]+)</Name>");

    private final String uri;
    private final String signature;
    private final HttpClient http;

    public AzuriteBlobs(Azurite azurite, String container) {
        this.uri = azurite.endpoint() + "/" + container;
        this.signature = StorageConnection.parse(azurite.connectionString()).signatures(container).forContainer("rl",
                Instant.now().plus(Duration.ofHours(1)));
        this.http = HttpClient.newBuilder().sslContext(TrustedAuthority.of(azurite.caCertificate()).sslContext()).build();
    }

    /** Their names, sorted, that begin so. */
    public List<String> names(String prefix) {
        String list = new String(get(signature + "&restype=container&comp=list&prefix=" + prefix), UTF_8);
        return NAME.matcher(list).results().map((MatchResult name) -> name.group(1)).toList();
    }

    public byte[] read(String name) {
        return get("/" + name + signature);
    }

    private byte[] get(String rest) {
        try {
            HttpResponse<byte[]> answer = http.send(HttpRequest.newBuilder(URI.create(uri + rest)).build(),
                    BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer + ": " + new String(answer.body(), UTF_8));
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
