import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** What the programs put into twins. */
final class Json {

    /** Strings that some parsers take for something else; all must come back as they are (semantics §4.4). */
    static final Map<String, Object> STRINGS = Map.of("utc", "2021-01-01T00:00:00.000Z", "offset", "2022-05-05T10:10:10.1+05:30",
            "never", "0001-01-01T00:00:00", "day", "2020-02-30", "number", "007", "text", "é 😀 \u2028 \"\\\" </script>", "empty", "");

    private Json() {
    }

    /** An object of names and values, of which a value may be null. */
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /** An object with that many objects nested in it and a plain value in the last, as in semantics §4.2. */
    static Map<String, Object> nested(int depth) {
        return depth == 0 ? object("property", 1L) : object("level" + depth, nested(depth - 1));
    }

    /** That many properties of 1003 bytes each. */
    static Map<String, Object> large(int count) {
        Map<String, Object> object = new HashMap<>();
        for (int i = 0; i < count; i++) {
            object.put("k" + (10 + i), "x".repeat(1000));
        }
        return object;
    }

    /** The etag of a twin after that many writes of a service: eight bytes in base64, 1 at first (semantics §4.1). */
    static String etagAfter(int writes) {
        return Base64.getEncoder().encodeToString(ByteBuffer.allocate(Long.BYTES).putLong(1 + writes).array());
    }
}
