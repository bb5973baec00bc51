package io.nave.hubprocess;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a hub whether its stores and all its listeners are up. */
final class Readiness {

    private final HttpClient client;
    private final URI uri;
    private String lastAnswer = "not asked";

    Readiness(HttpClient client, String host, int port) {
        this.client = client;
        this.uri = URI.create("https://" + host + ":" + port + "/q/health/ready");
    }

    boolean isReady() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            lastAnswer = response.statusCode() + " " + response.body();
            return response.statusCode() == 200;
        } catch (IOException e) {
            lastAnswer = e.toString();
            return false;
        }
    }

    String lastAnswer() {
        return lastAnswer;
    }
}
