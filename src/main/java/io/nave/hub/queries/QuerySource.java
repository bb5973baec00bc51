package io.nave.hub.queries;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the rows of a query come from (semantics §3.2), and what their attributes are called: by these names in any case
 * (§3.3).
 */
public enum QuerySource {
    DEVICES("devices"),
    MODULES("devices.modules"),
    JOBS("devices.jobs");

    private final String name;

    QuerySource(String name) {
        this.name = name;
    }

    boolean isNamed(List<String> written) {
        return String.join(".", written).equalsIgnoreCase(name);
    }

    /** The path as it is meant: without the source before it, and with the names of attributes as documents have them. */
    QueryPath resolve(List<String> written) {
        List<String> path = withoutSource(written);
        String root = canonical(path.getFirst());
        List<String> names = Stream.concat(Stream.of(attribute(root)), path.stream().skip(1)).collect(Collectors.toList());
        if (this != JOBS && names.size() > 1) {
            names.set(1, Names.below(root, names.get(1)));
        }
        return new QueryPath(names, path.size() == 1 ? root : names.getLast());
    }

    private List<String> withoutSource(List<String> written) {
        List<String> words = List.of(name.split("\\."));
        int prefix = 0;
        while (prefix < words.size() && prefix < written.size() - 1
                && written.get(prefix).equalsIgnoreCase(words.get(prefix))) {
            prefix++;
        }
        return written.subList(prefix, written.size());
    }

    private String canonical(String attribute) {
        return (this == JOBS ? Names.JOB : Names.TWIN).getOrDefault(attribute.toLowerCase(Locale.ROOT), attribute);
    }

    /** Attributes that have two names. */
    private static String attribute(String name) {
        return switch (name) {
            case "id" -> "deviceId";
            case "statusUpdatedTime" -> "statusUpdateTime";
            case "createdTimeUtc" -> "createdDateTimeUtc";
            default -> name;
        };
    }

    private static final class Names {

        private static final Map<String, String> TWIN = byLowerCase("id", "deviceId", "moduleId", "etag", "deviceEtag",
                "status",
                "statusReason", "statusUpdateTime", "statusUpdatedTime", "connectionState", "lastActivityTime",
                "cloudToDeviceMessageCount", "authenticationType", "x509Thumbprint", "modelId", "version", "capabilities",
                "deviceScope", "parentScopes", "configurations", "tags", "properties");
        private static final Map<String, String> JOB = byLowerCase("deviceId", "moduleId", "jobId", "jobType", "status",
                "startTimeUtc",
                "endTimeUtc", "createdDateTimeUtc", "createdTimeUtc", "lastUpdatedDateTimeUtc", "outcome", "error");
        private static final Map<String, Map<String, String>> BELOW = Map.of("properties", byLowerCase("desired", "reported"),
                "capabilities", byLowerCase("iotEdge"), "x509Thumbprint",
                byLowerCase("primaryThumbprint", "secondaryThumbprint"));

        private static Map<String, String> byLowerCase(String... names) {
            return Stream.of(names).collect(Collectors.toMap(name -> name.toLowerCase(Locale.ROOT), Function.identity()));
        }

        /** What devices and back ends wrote is named as they wrote it. */
        private static String below(String root, String name) {
            return BELOW.getOrDefault(root, Map.of()).getOrDefault(name.toLowerCase(Locale.ROOT), name);
        }
    }
}
