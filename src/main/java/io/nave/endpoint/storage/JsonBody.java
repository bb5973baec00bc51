package io.nave.endpoint.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;

import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.SystemProperty;

/**
 * A body in a line of JSON: JSON itself when its content type is {@code application/json} and its encoding {@code utf-8}, in
 * any
 * case, and it is what they say; otherwise a string of base64 (semantics §1.3). Numbers and escapes stay as they were written.
 */
final class JsonBody {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonBody() {
    }

    static void write(DeviceMessage message, StringBuilder line) {
        Optional<CharBuffer> json = isDeclared(message) ? json(message.body().bytes()) : Optional.empty();
        if (json.isPresent()) {
            appendAsOneLine(json.get().toString(), line);
        } else {
            line.append('"').append(Base64.getEncoder().encodeToString(message.body().bytes())).append('"');
        }
    }

    /** Line breaks in valid JSON are between its tokens, never in them. */
    private static void appendAsOneLine(String json, StringBuilder line) {
        boolean broken = json.indexOf('\n') >= 0 || json.indexOf('\r') >= 0;
        line.append(broken ? json.replace("\n", "").replace("\r", "") : json);
    }

    private static boolean isDeclared(DeviceMessage message) {
        return "application/json".equalsIgnoreCase(message.systemProperties().get(SystemProperty.CONTENT_TYPE))
                && "utf-8".equalsIgnoreCase(message.systemProperties().get(SystemProperty.CONTENT_ENCODING));
    }

    private static Optional<CharBuffer> json(byte[] body) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return isOneValue(text) ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isOneValue(CharBuffer text) {
        try (JsonParser parser = JSON.createParser(text.array(), text.arrayOffset(), text.remaining())) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
