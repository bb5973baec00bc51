package io.nave.hub.json;

import java.math.BigDecimal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;

/**
 * Reads JSON texts of twins, in which numbers keep their value and whether they were written whole (semantics §4.4): {@code 5}
 * stays an integer, {@code 5.0} and {@code 1e2} are decimals with a place behind the point.
 */
public final class TwinText {

    private static final int MOST_PLACES = 400;
    private static final ObjectMapper MAPPER = new ObjectMapper(new JsonFactory())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(new ExactNumbers());

    private TwinText() {
    }

    /** Reads a text that must be a JSON object; fails with IOT_HUB_FORMAT_ERROR. */
    public static JsonNode object(byte[] text) {
        return JsonText.object(MAPPER, text);
    }

    /** Reads a text that must be a JSON array; fails with IOT_HUB_FORMAT_ERROR. */
    public static JsonNode array(byte[] text) {
        return JsonText.array(MAPPER, text);
    }

    /** Decimals as they were written; those without a place behind the point, such as {@code 1e2}, get one. */
    private static final class ExactNumbers extends JsonNodeFactory {

        private static final long serialVersionUID = 1L;

        ExactNumbers() {
            super(true);
        }

        @Override
        public ValueNode numberNode(BigDecimal number) {
            boolean widened = number.scale() < 1 && number.scale() >= -MOST_PLACES; // what is larger is refused later
            return super.numberNode(widened ? number.setScale(1) : number);
        }
    }
}
