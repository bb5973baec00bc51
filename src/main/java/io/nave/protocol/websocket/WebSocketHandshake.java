package io.nave.protocol.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;

/**
 * What became of an opening handshake (RFC 6455 §4.2). An unknown sub-protocol is 400 (device-protocols §1.12); of several
 * offered ones the first that is known counts, and it is echoed as it was written. Extensions are not taken.
 */
sealed interface WebSocketHandshake {

    String UPGRADE = "Upgrade";
    String CONNECTION = "Connection";
    String KEY = "Sec-WebSocket-Key";
    String VERSION = "Sec-WebSocket-Version";
    String PROTOCOL = "Sec-WebSocket-Protocol";
    String ACCEPT = "Sec-WebSocket-Accept";
    /** The only version there is. */
    String SUPPORTED_VERSION = "13";

    /** {@code offered} is the sub-protocol as the client wrote it, {@code accept} the proof that its key was read. */
    record Accepted(SubProtocol protocol, String offered, String accept) implements WebSocketHandshake {
    }

    /** The answer is this status with this sentence. */
    record Refused(int status, String detail) implements WebSocketHandshake {
    }

    int BAD_REQUEST = 400;
    int UPGRADE_REQUIRED = 426;

    /** Decides, at a path where these sub-protocols are spoken. */
    static WebSocketHandshake of(HttpMethod method, HttpVersion version, MultiMap headers, Set<SubProtocol> known) {
        if (!method.equals(HttpMethod.GET) || version != HttpVersion.HTTP_1_1) {
            return new Refused(BAD_REQUEST, "A WebSocket starts with GET and HTTP/1.1");
        }
        if (!hasToken(headers, UPGRADE, "websocket") || !hasToken(headers, CONNECTION, "upgrade")) {
            return new Refused(BAD_REQUEST, "Here is a WebSocket; send Upgrade: websocket and Connection: Upgrade");
        }
        if (!headers.getAll(VERSION).equals(List.of(SUPPORTED_VERSION))) {
            return new Refused(UPGRADE_REQUIRED, "Send " + VERSION + ": " + SUPPORTED_VERSION);
        }
        List<String> keys = headers.getAll(KEY);
        if (keys.size() != 1 || !isKey(keys.getFirst().strip())) {
            return new Refused(BAD_REQUEST, "Send " + KEY + ", 16 bytes in base64");
        }
        return chosen(headers, known, keys.getFirst().strip());
    }

    private static WebSocketHandshake chosen(MultiMap headers, Set<SubProtocol> known, String key) {
        for (String offered : tokens(headers, PROTOCOL)) {
            Optional<SubProtocol> protocol = SubProtocol.among(known, offered);
            if (protocol.isPresent()) {
                return new Accepted(protocol.get(), offered, proof(key));
            }
        }
        return new Refused(BAD_REQUEST, "None of the sub-protocols in " + PROTOCOL + " is spoken at this path");
    }

    private static boolean hasToken(MultiMap headers, String name, String token) {
        return tokens(headers, name).stream().anyMatch(token::equalsIgnoreCase);
    }

    private static List<String> tokens(MultiMap headers, String name) {
        return headers.getAll(name).stream().flatMap(value -> Arrays.stream(value.split(",", -1))).map(String::strip).toList();
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static String proof(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getEncoder().encodeToString(sha1.digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }
}
