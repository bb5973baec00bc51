package io.nave.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What was measured of devices and of the endpoint that stays while another is away and comes back: medians of all rounds. */
record EndpointsReport(Machine machine, EndpointsOptions options, int sustainable, List<EndpointsRound> rounds) {

    private static final double TOLERANCE = 0.10;
    private static final double SUSTAINED = 0.98;
    private static final long PROMPT_MICROS = 100_000;
    private static final double QUIET_CPUS = 0.2;

    private static final String HEAD = """
            | median of %d rounds | both up | `stops` away | × | `stops` catching up | × |
            |---|---|---|---|---|---|
            """;

    private static final List<Figure> FIGURES = List.of(
            new Figure("acknowledged per second", "%,.0f", Better.MORE, EndpointsPhase::acknowledgedPerSecond),
            new Figure("ms to the acknowledgement, p50", "%.2f", Better.LESS, phase -> phase.answers().p50() / 1e3),
            new Figure("ms to the acknowledgement, p99", "%.2f", Better.LESS, phase -> phase.answers().p99() / 1e3),
            new Figure("delivered to `stays` per second", "%,.0f", Better.MORE, EndpointsPhase::staysPerSecond),
            new Figure("ms to `stays`, p50", "%.2f", Better.LESS, phase -> phase.stays().latency().p50() / 1e3),
            new Figure("ms to `stays`, p99", "%.2f", Better.LESS, phase -> phase.stays().latency().p99() / 1e3),
            new Figure("CPU µs per message, hub", "%.1f", Better.NEITHER, phase -> phase.micros(HubTarget.PART)),
            new Figure("CPU µs per message, PostgreSQL", "%.1f", Better.NEITHER, phase -> phase.micros(HubTarget.POSTGRES)),
            new Figure("CPU µs per message, Redis", "%.1f", Better.NEITHER, phase -> phase.micros(HubTarget.REDIS)),
            new Figure("CPU µs per message, devices and webhooks", "%.1f", Better.NEITHER,
                    phase -> phase.micros(EndpointsLoad.PART)),
            new Figure("CPUs busy with other things", "%.2f", Better.NEITHER, EndpointsPhase::otherCpus),
            new Figure("seconds", "%.1f", Better.NEITHER, EndpointsPhase::seconds));

    private enum Better {
        MORE,
        LESS,
        NEITHER
    }

    private record Figure(String name, String format, Better better, ToDoubleFunction<EndpointsPhase> of) {

        String show(double value) {
            return String.format(Locale.ROOT, format, value);
        }

        boolean isWorse(double before, double now) {
            return switch (better) {
                case MORE -> now < before * (1 - TOLERANCE);
                case LESS -> now > before * (1 + TOLERANCE);
                case NEITHER -> false;
            };
        }
    }

    private static final String BUSY = """

            THE MACHINE WAS BUSY WITH OTHER THINGS while this was measured. Do not quote these figures.
            """;

    EndpointsReport {
        rounds = List.copyOf(rounds);
    }

    /**
     * Whether so many messages per second were acknowledged promptly and delivered while the backlog grew by no more than this.
     */
    static boolean isSustained(int rate, EndpointsPhase phase, long grown) {
        return phase.acknowledgedPerSecond() >= rate * SUSTAINED && phase.answers().p99() <= PROMPT_MICROS
                && grown <= phase.acknowledged() * (1 - SUSTAINED);
    }

    /** One round in a line. */
    static String brief(EndpointsRound round) {
        return String.format(Locale.ROOT,
                "p99 ms to the acknowledgement %.2f, %.2f, %.2f; to stays %.2f, %.2f, %.2f (both up, away, catching up in %.1f s);"
                        + " %,d came again",
                round.up().answers().p99() / 1e3, round.down().answers().p99() / 1e3, round.back().answers().p99() / 1e3,
                round.up().stays().latency().p99() / 1e3, round.down().stays().latency().p99() / 1e3,
                round.back().stays().latency().p99() / 1e3, round.back().seconds(), round.repeated());
    }

    String text() {
        StringBuilder text = new StringBuilder("\n").append(conditions()).append('\n').append(HEAD.formatted(rounds.size()));
        FIGURES.forEach(figure -> text.append(line(figure)));
        return text.append('\n').append(verdict()).append(quiet() ? "" : BUSY).toString();
    }

    private String conditions() {
        return String.format(Locale.ROOT, "Machine: %s; %s.%nVersions: %s.%nLoad: %d devices over MQTT, bodies of %d bytes, "
                + "%d %% of the sustainable %,d messages per second; `stops` away for %d s.%n", machine.processors(),
                machine.system(), machine.versions(), options.devices(), options.payload(), options.percent(), sustainable,
                options.time().down().toSeconds());
    }

    private String line(Figure figure) {
        double up = median(figure, EndpointsRound::up);
        double down = median(figure, EndpointsRound::down);
        double back = median(figure, EndpointsRound::back);
        return String.format(Locale.ROOT, "| %s | %s | %s | %s | %s | %s |%n", figure.name(), figure.show(up),
                figure.show(down), times(up, down), figure.show(back), times(up, back));
    }

    private static String times(double before, double now) {
        return before == 0 ? "" : String.format(Locale.ROOT, "%.2f", now / before);
    }

    private double median(Figure figure, Function<EndpointsRound, EndpointsPhase> phase) {
        return median(rounds.stream().map(phase).mapToDouble(figure.of()).sorted().toArray());
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private boolean quiet() {
        return rounds.stream().mapToDouble(round -> round.up().otherCpus()).average().orElse(0) <= QUIET_CPUS;
    }

    private String verdict() {
        String complete = "Everything that was acknowledged came to both endpoints, in order by device; "
                + String.format(Locale.ROOT, "%,d messages came again.%n",
                        rounds.stream().mapToLong(EndpointsRound::repeated).sum());
        List<String> slower = slower();
        return complete + (slower.isEmpty() ? "Devices and `stays` are within 10 % of what they were with both endpoints up.\n"
                : "More than 10 % worse than with both endpoints up: " + String.join("; ", slower) + ".\n");
    }

    /** Which figures of devices and the endpoint that stays are more than 10 % worse than with both endpoints up. */
    List<String> slower() {
        List<String> slower = new ArrayList<>();
        for (Figure figure : FIGURES) {
            double up = median(figure, EndpointsRound::up);
            if (figure.isWorse(up, median(figure, EndpointsRound::down))) {
                slower.add(figure.name() + " while `stops` is away");
            }
            if (figure.isWorse(up, median(figure, EndpointsRound::back))) {
                slower.add(figure.name() + " while it catches up");
            }
        }
        return slower;
    }
}
