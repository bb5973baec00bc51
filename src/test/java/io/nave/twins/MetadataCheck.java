package io.nave.twins;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Compares {@code $metadata} with the model (semantics §4.4): it has the shape of the section, all that one write touched last
 * has that write's time, and no object is older than what is in it.
 *
 * @param times the time of each write by its version, as far as it was seen
 */
record MetadataCheck(String place, boolean withVersion, Map<Long, String> times, List<String> violations) {

    /** The time of a section that nobody wrote. */
    static final String NEVER = "0001-01-01T00:00:00Z";

    private static final String UPDATED = "$lastUpdated";
    private static final String UPDATED_VERSION = "$lastUpdatedVersion";
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}Z");

    void check(JsonNode metadata, TwinModel.Node node) {
        check(metadata, node, "");
    }

    private void check(JsonNode metadata, TwinModel.Node node, String path) {
        Map<String, TwinModel.Node> children = node instanceof TwinModel.Branch branch ? branch.members() : Map.of();
        checkShape(metadata, node, children.keySet(), path);
        checkTime(metadata.path(UPDATED).asText(), node.version(), path);
        if (withVersion && node.version() > TwinModel.FRESH && TwinJson.numberAt(metadata, "/" + UPDATED_VERSION) != node
                .version()) {
            tell(path, UPDATED_VERSION + " is " + metadata.path(UPDATED_VERSION) + " and not " + node.version());
        }
        children.forEach((key, child) -> {
            JsonNode below = metadata.path(key);
            checkAge(metadata, below, path + "/" + key);
            check(below, child, path + "/" + key);
        });
    }

    private void checkShape(JsonNode metadata, TwinModel.Node node, Set<String> children, String path) {
        Set<String> expected = new TreeSet<>(children);
        expected.add(UPDATED);
        Set<String> found = new TreeSet<>();
        metadata.fieldNames().forEachRemaining(found::add);
        if (withVersion) {
            expected.add(UPDATED_VERSION);
        }
        if (withVersion && node.version() == TwinModel.FRESH) {
            found.add(UPDATED_VERSION); // open whether nobody's write has a version
        }
        if (!found.equals(expected)) {
            Set<String> missing = new HashSet<>(expected);
            missing.removeAll(found);
            found.removeAll(expected);
            tell(path, "lacks " + missing + " and has " + found + " too many");
        }
    }

    private void checkTime(String time, long version, String path) {
        if (version > TwinModel.FRESH && !TIME.matcher(time).matches()) {
            tell(path, UPDATED + " is written as '" + time + "'");
        }
        String known = times.putIfAbsent(version, time);
        if (known != null && !known.equals(time)) {
            tell(path, UPDATED + " is " + time + " but write " + version + " was at " + known);
        }
    }

    /** Times of one form compare as their texts do. */
    private void checkAge(JsonNode above, JsonNode below, String path) {
        String parent = above.path(UPDATED).asText();
        String child = below.path(UPDATED).asText();
        if (parent.compareTo(child) < 0) {
            tell(path, "is of " + child + ", younger than what it is in, " + parent);
        }
    }

    private void tell(String path, String what) {
        violations.add("metadata of " + place + ": '" + path + "' " + what);
    }
}
