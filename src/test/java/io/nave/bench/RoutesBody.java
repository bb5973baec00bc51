package io.nave.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Routes to the built-in endpoint with conditions of every kind, of which only the last takes a message of the load generator:
 * all of them are evaluated for each. Its messages have no properties and no content type.
 */
final class RoutesBody {

    private static final List<String> CONDITIONS = List.of("level = 'hot-%d'", "as_number(temperature) > %d",
            "$connectionDeviceId = 'press-%d'", "starts_with($connectionDeviceId, 'line-%d-')",
            "$body.weather.temperature >= %d",
            "is_defined(alarm) AND NOT (alarm = 'none-%d')", "length($connectionDeviceId) > 100 + %d",
            "(site = 'north' OR $contentType = 'application/json') AND zone = 'z%d'");

    private RoutesBody() {
    }

    static String of(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> route(i, i == count ? "true" : condition(i)))
                .collect(Collectors.joining(",", "{\"routes\":[", "]}"));
    }

    private static String condition(int i) {
        return CONDITIONS.get(i % CONDITIONS.size()).formatted(i);
    }

    private static String route(int i, String condition) {
        return "{\"name\":\"r" + i + "\",\"source\":\"DeviceMessages\",\"condition\":\"" + condition
                + "\",\"endpointNames\":[\"events\"],\"isEnabled\":true}";
    }
}
