package io.nave.protocol.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Paths whose fixed words clients write in different cases, as the contract spells them (service-protocols §5.16,
 * device-protocols §3.1). An empty word stands for an id, which stays as it is.
 */
final class PathWords {

    private static final List<List<String>> PATHS = List.of(
            List.of("devices", "", "commands"),
            List.of("devices", "", "messages", "events"),
            List.of("devices", "", "modules", "", "messages", "events"),
            List.of("devices", "", "messages", "deviceBound"),
            List.of("devices", "", "messages", "deviceBound", ""),
            List.of("devices", "", "messages", "deviceBound", "", "abandon"),
            List.of("messages", "serviceBound", "feedback"),
            List.of("messages", "serviceBound", "feedback", ""),
            List.of("messages", "serviceBound", "feedback", "", "abandon"));

    private PathWords() {
    }

    /** The same path with its words spelled right; as it is when it is none of these. */
    static List<String> spelled(List<String> segments) {
        return PATHS.stream().filter(path -> matches(path, segments)).findFirst().map(path -> merge(path, segments))
                .orElse(segments);
    }

    private static boolean matches(List<String> path, List<String> segments) {
        boolean same = path.size() == segments.size();
        for (int i = 0; same && i < path.size(); i++) {
            same = path.get(i).isEmpty() || path.get(i).equalsIgnoreCase(segments.get(i));
        }
        return same;
    }

    private static List<String> merge(List<String> path, List<String> segments) {
        List<String> merged = new ArrayList<>(path);
        for (int i = 0; i < path.size(); i++) {
            merged.set(i, path.get(i).isEmpty() ? segments.get(i) : path.get(i));
        }
        return merged;
    }
}
