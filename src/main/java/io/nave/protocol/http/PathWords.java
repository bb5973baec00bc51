package io.nave.protocol.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Paths whose fixed words clients write in different cases, as the contract spells them (service-protocols §5.16,
 * device-protocols §3.1). An empty word stands for an id, which stays as it is.
 */
final class PathWords {

    private static final List<List<String>> PATHS = Stream.of(
            Stream.of(List.of("devices", "", "commands"), List.of("devices", "", "messages", "events"),
                    List.of("devices", "", "modules", "", "messages", "events")),
            queue("devices", "", "messages", "deviceBound"),
            files("devices", ""), files("devices", "", "modules", ""),
            queue("messages", "serviceBound", "feedback"), queue("messages", "serviceBound", "filenotifications"),
            queue("messages", "serviceBound", "fileuploadnotifications"))
            .flatMap(Function.identity()).toList();

    private PathWords() {
    }

    /** What a client with this path uploads. */
    private static Stream<List<String>> files(String... client) {
        return Stream.of(path(client, "files"), path(client, "files", "notifications"),
                path(client, "files", "notifications", ""));
    }

    /** What is received from there, completed and abandoned. */
    private static Stream<List<String>> queue(String... queue) {
        return Stream.of(path(queue), path(queue, ""), path(queue, "", "abandon"));
    }

    private static List<String> path(String[] start, String... rest) {
        return Stream.concat(Stream.of(start), Stream.of(rest)).toList();
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
