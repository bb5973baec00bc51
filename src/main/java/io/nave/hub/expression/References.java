package io.nave.hub.expression;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** What names of a condition refer to (semantics §1.10, name resolution, {@code $body.}, {@code $twin.}). */
final class References {

    private static final String BODY = "$body";
    private static final String TWIN = "$twin";

    private References() {
    }

    /** An application property, whatever its case. */
    static Operand property(String name) {
        return new Operand.Text(message -> message.property(name), Needs.PROPERTIES);
    }

    /** What a word with a dollar sign refers to; empty when it is a path that cannot be. */
    static Optional<Operand> find(String path, boolean braced) {
        if (isWithin(path, BODY, '.')) {
            return JsonPath.parse(path.substring(BODY.length() + 1)).map(keys -> body(path, keys, braced));
        }
        if (isWithin(path, TWIN, '.')) {
            return TwinPaths.parse(path.substring(TWIN.length() + 1)).map(References::twin);
        }
        return Optional.of(isDocument(path, BODY) || isDocument(path, TWIN) ? nothing() : system(path, braced));
    }

    private static boolean isWithin(String path, String root, char separator) {
        return path.length() > root.length() && path.regionMatches(true, 0, root, 0, root.length())
                && path.charAt(root.length()) == separator;
    }

    /** Documents as a whole, or as arrays, cannot be asked for. */
    private static boolean isDocument(String path, String root) {
        return path.equalsIgnoreCase(root) || isWithin(path, root, '[');
    }

    private static Operand nothing() {
        return new Operand.Any(message -> MissingNode.getInstance(), Needs.NOTHING);
    }

    /** A property that is called so comes first, unless the name is in braces or no property can be called so. */
    private static Operand body(String name, JsonPath keys, boolean braced) {
        boolean onlyBody = braced || name.indexOf('[') >= 0;
        return new Operand.Any(onlyBody ? message -> keys.in(message.body()) : message -> named(name, keys, message),
                Needs.BODY);
    }

    private static JsonNode named(String name, JsonPath keys, Evaluation message) {
        String property = message.property(name);
        return property == null ? keys.in(message.body()) : Json.of(property);
    }

    private static Operand twin(JsonPath keys) {
        return new Operand.Any(message -> keys.in(message.twin()), Needs.TWIN);
    }

    /** The system property; without one and outside braces the application property of that name. */
    private static Operand system(String path, boolean braced) {
        Optional<SystemReference> reference = SystemReference.find(path.substring(1));
        if (braced) {
            return reference.map(References::system).orElse(Operand.constant((String) null));
        }
        return reference.map(known -> either(known, path)).orElseGet(() -> property(path));
    }

    private static Operand system(SystemReference reference) {
        return new Operand.Text(message -> message.system(reference), Needs.PROPERTIES);
    }

    private static Operand either(SystemReference reference, String path) {
        return new Operand.Text(message -> either(reference, path, message), Needs.PROPERTIES);
    }

    private static @Nullable String either(SystemReference reference, String path, Evaluation message) {
        String value = message.system(reference);
        return value == null ? message.property(path) : value;
    }
}
