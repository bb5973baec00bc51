package io.nave.hub.expression;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * What {@code $body} refers to, or the reason why to nothing (semantics §1.10): the body must be a JSON object, the content
 * type must say so, and content encoding or a charset in the content type must name the encoding that it has.
 */
record ParsedBody(JsonNode root, Optional<String> problem) {

    private static final int MAX_DEPTH = 200;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build()).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static ParsedBody of(ConditionMessage message) {
        String contentType = message.system(SystemReference.CONTENT_TYPE);
        if (contentType == null || !BodyEncoding.isJson(contentType)) {
            return unreadable("The content type of the message is not application/json");
        }
        BodyEncoding encoding = BodyEncoding.find(contentType, message.system(SystemReference.CONTENT_ENCODING));
        if (encoding == null) {
            return unreadable("The content encoding of the message is not utf-8, utf-16 or utf-32");
        }
        return parse(message.body(), encoding);
    }

    private static ParsedBody parse(byte[] body, BodyEncoding encoding) {
        try {
            JsonNode root = read(body, encoding.charsetOf(body));
            return root.isObject() ? new ParsedBody(root, Optional.empty()) : unreadable("The body is not a JSON object");
        } catch (CharacterCodingException e) {
            return unreadable("The body does not have the encoding that the message names");
        } catch (IOException e) {
            return unreadable("The body is not well-formed JSON");
        }
    }

    private static JsonNode read(byte[] body, @Nullable Charset charset) throws IOException {
        return charset == null ? MAPPER.readTree(body) : MAPPER.readTree(decoded(body, charset));
    }

    private static String decoded(byte[] body, Charset charset) throws CharacterCodingException {
        String text = charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static ParsedBody unreadable(String problem) {
        return new ParsedBody(MissingNode.getInstance(), Optional.of(problem));
    }
}
