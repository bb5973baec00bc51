package io.nave.protocol.blob;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import io.nave.protocol.http.RawHttp;

/** Sends the requests of a storage client to one blob, by bare hands. */
final class StorageClient {

    private final HttpClient http;
    private final String blob;
    private final String token;

    private StorageClient(HttpClient http, String blob, String token) {
        this.http = http;
        this.blob = blob;
        this.token = token;
    }

    /** {@code path} as it stands in the URI, with its container; {@code token} with its question mark. */
    static StorageClient of(URI server, String path, String token) {
        try {
            HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                    .sslContext(RawHttp.trustingAnybody()).build();
            return new StorageClient(http, "https://" + server.getAuthority() + "/" + path, token);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Header names and values by turns. */
    HttpResponse<String> put(byte[] content, String... headers) {
        HttpRequest.Builder request = request("").header("x-ms-blob-type", "BlockBlob")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> put(String content, String... headers) {
        return put(content.getBytes(StandardCharsets.UTF_8), headers);
    }

    HttpResponse<String> putBlock(String id, String content) {
        return putBlock(id, content.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> putBlock(String id, byte[] content) {
        return send(request(block(id)).PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    /** What is added to the token to put this block. */
    static String block(String id) {
        return "&comp=block&blockid=" + id(id).replace("=", "%3D");
    }

    HttpResponse<String> putBlockList(String... ids) {
        StringBuilder list = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<BlockList>\n");
        for (String id : ids) {
            list.append("  <Latest>").append(id(id)).append("</Latest>\n");
        }
        return putList(list + "</BlockList>");
    }

    HttpResponse<String> putList(String xml) {
        return send(request("&comp=blocklist").PUT(HttpRequest.BodyPublishers.ofString(xml)));
    }

    /** As it stands in queries and lists. */
    static String id(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    HttpResponse<String> get(String... headers) {
        HttpRequest.Builder request = request("").GET();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** The whole of it, which must be there. */
    byte[] bytes() {
        HttpResponse<byte[]> answer = send(request("").GET(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(blob + " is answered with " + answer.statusCode());
        }
        return answer.body();
    }

    HttpResponse<String> blockList(String type) {
        return send(request("&comp=blocklist&blocklisttype=" + type).GET());
    }

    HttpResponse<String> head() {
        return send(request("").HEAD());
    }

    HttpResponse<String> method(String method, String moreQuery) {
        return send(request(moreQuery).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String moreQuery) {
        String query = token + moreQuery;
        return HttpRequest.newBuilder(URI.create(blob + (query.startsWith("&") ? "?" + query.substring(1) : query)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
