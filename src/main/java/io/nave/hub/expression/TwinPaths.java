package io.nave.hub.expression;

import java.util.Optional;

/** The three parts of a twin that conditions and enrichments can name (semantics §1.8, §1.10). */
final class TwinPaths {

    private static final String[] SECTIONS = { "tags.", "properties.desired.", "properties.reported." };

    private TwinPaths() {
    }

    /** Reads a path in a twin, the names of the sections in any case; empty when it is no path. */
    static Optional<JsonPath> parse(String text) {
        for (String section : SECTIONS) {
            if (text.regionMatches(true, 0, section, 0, section.length())) {
                return JsonPath.parse(section + text.substring(section.length()));
            }
        }
        return JsonPath.parse(text);
    }

    /** Whether a path, written in the case of the documentation, is in one of the sections. */
    static boolean isInSection(String text) {
        for (String section : SECTIONS) {
            if (text.startsWith(section)) {
                return true;
            }
        }
        return false;
    }
}
