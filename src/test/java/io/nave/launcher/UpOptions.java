package io.nave.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was said on the command line of {@code ./nave up} and {@code ./nave dev}. */
record UpOptions(Map<String, String> values, boolean emulator, List<String> rest) {

    static final String HOST = "--host";
    static final String DATA = "--data";
    static final String BIND = "--bind";
    static final String HTTPS_PORT = "--https-port";
    static final String MQTT_PORT = "--mqtt-port";
    static final String AMQP_PORT = "--amqp-port";

    private static final Set<String> WITH_VALUE = Set.of(HOST, DATA, BIND, HTTPS_PORT, MQTT_PORT, AMQP_PORT);

    UpOptions {
        values = Map.copyOf(values);
        rest = List.copyOf(rest);
    }

    /** Reads the options of {@code up}; anything else is refused. */
    static UpOptions parse(List<String> words) {
        UpOptions options = parseSome(words);
        if (!options.rest().isEmpty()) {
            throw new LaunchFailure("I do not know \"" + options.rest().getFirst() + "\". ./nave up --help lists the options.");
        }
        return options;
    }

    /** Reads the options that are known and leaves the rest, for Maven, in order. */
    static UpOptions parseSome(List<String> words) {
        Map<String, String> values = new HashMap<>();
        List<String> rest = new java.util.ArrayList<>();
        var iterator = words.iterator();
        while (iterator.hasNext()) {
            String word = iterator.next();
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            if (!WITH_VALUE.contains(name)) {
                rest.add(word);
            } else if (!name.equals(word)) {
                values.put(name, word.substring(name.length() + 1));
            } else if (iterator.hasNext()) {
                values.put(name, iterator.next());
            } else {
                throw new LaunchFailure(name + " needs a value. ./nave up --help lists the options.");
            }
        }
        boolean emulator = rest.remove("--emulator");
        return new UpOptions(values, emulator, rest);
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }

    /** The data directory: as said, or {@code data} beside the script. */
    Path data(Path home) {
        return value(DATA).map(Path::of).orElse(home.resolve("data"));
    }
}
