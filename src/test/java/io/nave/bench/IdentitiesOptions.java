package io.nave.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What to measure with {@code ./nave bench identities}. */
record IdentitiesOptions(int devices, int connects, int lists, Path hubJar, Path data) {

    static final String HELP = """
            ./nave bench identities [options]

            Creates devices in calls of 100 (POST /devices, each device with generated keys, sealed), then lets some of them connect over MQTT with
            their token, and lists them. Hub, PostgreSQL and Redis run as processes of their own on this machine, beside the client; the
            figures are operations per second, CPU time of hub and stores per operation, and the time to the answer.

              --devices=1000000        how many devices
              --connects=20000         how many of them connect, one after the other on 16 threads
              --lists=200              how many listings, of 1000 devices (GET /devices) and of 100
              --hub-jar=FILE           another hub than the one that was just built
              --data=DIRECTORY         where hub and engines keep their files meanwhile (default target/bench; emptied at the start)
            """;

    static IdentitiesOptions parse(List<String> words) {
        List<String> left = new ArrayList<>(words);
        Path home = IngestOptions.home();
        IdentitiesOptions options = new IdentitiesOptions(number(left, "--devices", 1_000_000),
                number(left, "--connects", 20_000), number(left, "--lists", 200),
                Path.of(text(left, "--hub-jar", home.resolve("target/quarkus-app/quarkus-run.jar").toString())),
                Path.of(text(left, "--data", home.resolve("target/bench").toString())));
        if (!left.isEmpty()) {
            throw new BenchFailure("There is no option " + left.getFirst() + ".\n\n" + HELP);
        }
        return options;
    }

    private static String text(List<String> left, String option, String otherwise) {
        for (String word : left) {
            if (word.startsWith(option + "=")) {
                left.remove(word);
                return word.substring(option.length() + 1);
            }
        }
        return otherwise;
    }

    private static int number(List<String> left, String option, int otherwise) {
        String text = text(left, option, Integer.toString(otherwise));
        if (!text.matches("[1-9][0-9]{0,7}")) {
            throw new BenchFailure(option + " takes a whole number above 0, and \"" + text + "\" is none.");
        }
        return Integer.parseInt(text);
    }
}
