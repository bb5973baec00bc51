package io.nave.hub.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Checks JSON texts that are passed on exactly as they were written. Everything here fails with IOT_HUB_FORMAT_ERROR. */
public final class RawJson {

    private static final ObjectMapper MAPPER = new ObjectMapper(new JsonFactory());

    private RawJson() {
    }

    /** An object of which one member is the text that was written; {@code others} are all members but that one. */
    public record Split(JsonNode others, Optional<String> member) {
    }

    /** The text of one JSON value, with nothing behind it. */
    public static String value(byte[] utf8) {
        String text = decode(utf8);
        try (JsonParser parser = MAPPER.createParser(text)) {
            require(parser.nextToken() != null);
            parser.skipChildren();
            require(parser.nextToken() == null);
            return text;
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Takes the text of one member out of an object. */
    public static Split split(byte[] utf8, String member) {
        String text = decode(utf8);
        try (JsonParser parser = MAPPER.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new HubException(ErrorCode.IOT_HUB_FORMAT_ERROR, "The body must be a JSON object");
            }
            Split split = split(parser, text, member);
            require(parser.nextToken() == null);
            return split;
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private static Split split(JsonParser parser, String text, String member) throws IOException {
        ObjectNode others = JsonNodeFactory.instance.objectNode();
        Optional<String> found = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals(member)) {
                found = Optional.of(textOf(parser, text));
            } else {
                others.set(name, MAPPER.readTree(parser));
            }
        }
        return new Split(others, found);
    }

    private static String textOf(JsonParser parser, String text) throws IOException {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        return text.substring(from, (int) parser.currentLocation().getCharOffset());
    }

    private static String decode(byte[] utf8) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw malformed(e);
        }
    }

    private static void require(boolean wellFormed) throws IOException {
        if (!wellFormed) {
            throw new IOException("There is no value, or something behind it");
        }
    }

    private static HubException malformed(IOException cause) {
        return new HubException(ErrorCode.IOT_HUB_FORMAT_ERROR, "The body is not well-formed JSON", cause);
    }
}
