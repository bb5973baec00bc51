package io.nave.bench;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a message costs the hub over another protocol beside MQTT, where both were measured with as many connections over the
 * same transport.
 */
final class ProtocolComparison {

    private ProtocolComparison() {
    }

    /** One kind of load: what must be the same in rows that are compared. */
    private record Case(Transport transport, int connections) {

        static Case of(IngestRow row) {
            return new Case(row.transport(), row.load().connections());
        }
    }

    /** One Markdown item for each, the mean of all rounds; empty where there is nothing to compare. */
    static String of(List<IngestRow> rows) {
        List<IngestRow> ofHub = rows.stream().filter(row -> row.run().residentBytes().containsKey(HubTarget.PART)).toList();
        return ofHub.stream().map(Case::of).distinct().flatMap(one -> lines(one, ofHub)).collect(Collectors.joining());
    }

    private static Stream<String> lines(Case one, List<IngestRow> rows) {
        List<IngestRow> same = rows.stream().filter(row -> Objects.equals(Case.of(row), one)).toList();
        return Stream.of(Protocol.AMQP, Protocol.HTTPS).map(protocol -> line(protocol, same));
    }

    private static String line(Protocol other, List<IngestRow> rows) {
        String hub = ratio(other, rows, row -> row.microsPerMessage(HubTarget.PART));
        return hub.isEmpty() ? ""
                : "* " + other + " beside MQTT, " + rows.getFirst().transport().label() + ", " + loads(rows, other)
                        + ": CPU of the hub per message " + hub + "; with its stores "
                        + ratio(other, rows, IngestRow::serverMicrosPerMessage) + ".\n";
    }

    /** Connections × window of the other, and that of MQTT where it is another. */
    private static String loads(List<IngestRow> rows, Protocol other) {
        return Stream.of(other, Protocol.MQTT).flatMap(protocol -> rows.stream().filter(row -> row.protocol() == protocol))
                .map(row -> row.load().connections() + " × " + row.load().window()).distinct()
                .collect(Collectors.joining(" beside "));
    }

    private static String ratio(Protocol protocol, List<IngestRow> rows, ToDoubleFunction<IngestRow> cost) {
        OptionalDouble other = mean(rows, protocol, cost);
        OptionalDouble mqtt = mean(rows, Protocol.MQTT, cost);
        return other.isEmpty() || mqtt.isEmpty() ? ""
                : IngestTable.micros(other.getAsDouble()) + " µs / " + IngestTable.micros(mqtt.getAsDouble()) + " µs = "
                        + IngestTable.micros(other.getAsDouble() / mqtt.getAsDouble()) + " times";
    }

    private static OptionalDouble mean(List<IngestRow> rows, Protocol protocol, ToDoubleFunction<IngestRow> cost) {
        return rows.stream().filter(row -> row.protocol() == protocol).mapToDouble(cost).average();
    }
}
