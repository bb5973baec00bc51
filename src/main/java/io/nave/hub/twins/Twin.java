package io.nave.hub.twins;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.OptionalLong;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;

/**
 * A device or module twin (semantics §4.1). {@code writes} counts the writes of the back end and is what the etag says;
 * {@code version} counts all writes. {@code modelId} is empty when none was announced. The tree is not to be changed.
 */
public record Twin(ClientId client, String modelId, long writes, long version, JsonNode tags, TwinProperties desired,
        TwinProperties reported) {

    /** The base64 text of the counter in eight bytes (service-protocols §4.4). */
    public ETag etag() {
        return new ETag(Base64.getEncoder().encodeToString(ByteBuffer.allocate(Long.BYTES).putLong(writes).array()));
    }

    /** The counter that an etag says; empty when it is not the etag of any twin. */
    public static OptionalLong writesOf(ETag etag) {
        try {
            byte[] bytes = Base64.getDecoder().decode(etag.value());
            return bytes.length == Long.BYTES ? OptionalLong.of(ByteBuffer.wrap(bytes).getLong()) : OptionalLong.empty();
        } catch (IllegalArgumentException notBase64) {
            return OptionalLong.empty();
        }
    }
}
