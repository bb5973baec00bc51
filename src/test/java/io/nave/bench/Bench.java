package io.nave.bench;

import java.util.Arrays;
import java.util.List;

/** {@code ./nave bench}: picks the measurement, and ends with 1 and a sentence when it cannot be taken. */
public final class Bench {

    private static final String HELP = """
            ./nave bench ingest [options]    device-to-cloud messages over MQTT, AMQP and HTTPS: messages per second and CPU time per message
            ./nave bench ingest --help       its options
            ./nave bench identities [options]
                                             the identity registry: creating in bulk, connecting, listing, with a million devices
            ./nave bench identities --help   its options
            ./nave bench twins [options]     device twins: patching reported and desired properties, reading, with CPU time and latency
            ./nave bench twins --help        its options
            ./nave bench devicebound [options]
                                             cloud-to-device messages from AMQP to MQTT: messages per second, CPU time, latency
            ./nave bench devicebound --help  its options
            ./nave bench methods [options]   direct methods from HTTPS to MQTT, on one replica or across two: latency, CPU time
            ./nave bench methods --help      its options
            ./nave bench endpoints [options] what it costs devices and other endpoints that one endpoint is away and comes back
            ./nave bench endpoints --help    its options
            """;

    private Bench() {
    }

    public static void main(String[] words) {
        System.exit(run(List.of(words)));
    }

    static int run(List<String> words) {
        try {
            return dispatch(words);
        } catch (BenchFailure e) {
            System.err.println("nave bench: " + e.getMessage());
            return 1;
        }
    }

    private static int dispatch(List<String> words) {
        List<String> rest = words.subList(Math.min(1, words.size()), words.size());
        return switch (words.isEmpty() ? "--help" : words.getFirst()) {
            case "ingest" -> ingest(rest);
            case "identities" -> identities(rest);
            case "twins" -> twins(rest);
            case "devicebound" -> toDevice(Orders.Kind.DEVICE_BOUND, rest);
            case "methods" -> toDevice(Orders.Kind.METHOD, rest);
            case "endpoints" -> endpoints(rest);
            case LoadGenerator.COMMAND -> LoadGenerator.run(System.in, System.out);
            case "help", "--help", "-h" -> say(HELP);
            default -> throw new BenchFailure("There is no measurement \"" + words.getFirst() + "\".\n" + HELP);
        };
    }

    private static int ingest(List<String> words) {
        if (words.stream().anyMatch(Arrays.asList("--help", "-h")::contains)) {
            return say(IngestOptions.HELP);
        }
        IngestOptions options = IngestOptions.parse(words);
        IngestReport report = new IngestBench(options, System.out::println).run();
        System.out.println(report.text());
        options.page().ifPresent(report::write);
        return report.trustworthy() ? 0 : 1;
    }

    private static int identities(List<String> words) {
        if (words.stream().anyMatch(Arrays.asList("--help", "-h")::contains)) {
            return say(IdentitiesOptions.HELP);
        }
        IdentitiesReport report = new IdentitiesBench(IdentitiesOptions.parse(words), System.out::println).run();
        System.out.println(report.text());
        return 0;
    }

    private static int twins(List<String> words) {
        if (words.stream().anyMatch(Arrays.asList("--help", "-h")::contains)) {
            return say(TwinsOptions.HELP);
        }
        TwinsOptions options = TwinsOptions.parse(words);
        TwinsReport report = new TwinsBench(options, System.out::println).run();
        System.out.println(report.text());
        if (!report.trustworthy()) {
            return 1;
        }
        options.files().page().ifPresent(report::write);
        return 0;
    }

    private static int toDevice(Orders.Kind kind, List<String> words) {
        if (words.stream().anyMatch(Arrays.asList("--help", "-h")::contains)) {
            return say(ToDeviceOptions.help(kind));
        }
        ToDeviceOptions options = ToDeviceOptions.parse(kind, words);
        ToDeviceReport report = new ToDeviceBench(kind, options, System.out::println).run();
        System.out.println(report.text());
        if (!report.trustworthy()) {
            return 1;
        }
        options.files().page().ifPresent(report::write);
        return 0;
    }

    private static int endpoints(List<String> words) {
        if (words.stream().anyMatch(Arrays.asList("--help", "-h")::contains)) {
            return say(EndpointsOptions.HELP);
        }
        System.out.println(new EndpointsBench(EndpointsOptions.parse(words), System.out::println).run().text());
        return 0;
    }

    private static int say(String text) {
        System.out.print(text);
        return 0;
    }
}
