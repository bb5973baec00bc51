package io.nave.bench;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks a Redis server which one it is. */
final class RedisVersion {

    private static final String LABEL = "redis_version:";

    private RedisVersion() {
    }

    static String of(String url) {
        URI address = URI.create(url);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write("INFO server\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).lines()
                    .filter(line -> line.startsWith(LABEL)).map(line -> line.substring(LABEL.length())).findFirst()
                    .orElse("of unknown version");
        } catch (IOException e) {
            return "of unknown version";
        }
    }
}
