package io.nave.hub.digitaltwins;

import java.util.Arrays;
import java.util.List;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.limits.HubLimits;

/** A place in a document as JSON Patch writes it: names behind slashes, {@code ~1} for a slash in a name (RFC 6901). */
record JsonPointer(List<String> names) {

    JsonPointer {
        names = List.copyOf(names);
    }

    /** Fails with INVALID_DIGITAL_TWIN_PATCH_PATH when it names nothing. */
    static JsonPointer parse(String text) {
        if (!text.startsWith("/") || text.length() == 1) {
            throw new HubException(ErrorCode.INVALID_DIGITAL_TWIN_PATCH_PATH, "A path is /property or /component/property");
        }
        List<String> names = Arrays.stream(text.substring(1).split("/", HubLimits.MAX_TWIN_DEPTH + 2))
                .map(JsonPointer::unescaped).toList();
        if (names.size() > HubLimits.MAX_TWIN_DEPTH || names.stream().anyMatch(name -> name.startsWith("$"))) {
            throw new HubException(ErrorCode.INVALID_DIGITAL_TWIN_PATCH_PATH,
                    "A path names at most " + HubLimits.MAX_TWIN_DEPTH + " members, none with $");
        }
        return new JsonPointer(names);
    }

    private static String unescaped(String name) {
        return name.replace("~1", "/").replace("~0", "~");
    }

    /** The text of a pointer to these names. */
    static String text(List<String> names) {
        StringBuilder text = new StringBuilder();
        names.forEach(name -> text.append('/').append(name.replace("~", "~0").replace("/", "~1")));
        return text.toString();
    }
}
