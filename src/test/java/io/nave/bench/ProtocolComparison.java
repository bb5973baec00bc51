package io.nave.bench;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What a message costs the hub over AMQP beside MQTT, where both were measured with the same load over the same transport. */
final class ProtocolComparison {

    private ProtocolComparison() {
    }

    /** One kind of load: what must be the same in rows that are compared. */
    private record Case(Transport transport, Orders.Load load) {

        static Case of(IngestRow row) {
            return new Case(row.transport(), row.load());
        }
    }

    /** One Markdown item for each, the mean of all rounds; empty where there is nothing to compare. */
    static String of(List<IngestRow> rows) {
        List<IngestRow> ofHub = rows.stream().filter(row -> row.run().residentBytes().containsKey(HubTarget.PART)).toList();
        return ofHub.stream().map(Case::of).distinct().map(one -> line(one, ofHub)).filter(line -> !line.isEmpty())
                .collect(Collectors.joining());
    }

    private static String line(Case one, List<IngestRow> rows) {
        List<IngestRow> same = rows.stream().filter(row -> Objects.equals(Case.of(row), one)).toList();
        String hub = ratio(same, row -> row.microsPerMessage(HubTarget.PART));
        return hub.isEmpty() ? ""
                : "* AMQP beside MQTT, " + one.transport().label() + ", " + one.load().connections() + " × "
                        + one.load().window() + ": CPU of the hub per message " + hub + "; with its stores "
                        + ratio(same, IngestRow::serverMicrosPerMessage) + ".\n";
    }

    private static String ratio(List<IngestRow> rows, ToDoubleFunction<IngestRow> cost) {
        OptionalDouble amqp = mean(rows, Protocol.AMQP, cost);
        OptionalDouble mqtt = mean(rows, Protocol.MQTT, cost);
        return amqp.isEmpty() || mqtt.isEmpty() ? ""
                : IngestTable.micros(amqp.getAsDouble()) + " µs / " + IngestTable.micros(mqtt.getAsDouble()) + " µs = "
                        + IngestTable.micros(amqp.getAsDouble() / mqtt.getAsDouble()) + " times";
    }

    private static OptionalDouble mean(List<IngestRow> rows, Protocol protocol, ToDoubleFunction<IngestRow> cost) {
        return rows.stream().filter(row -> row.protocol() == protocol).mapToDouble(cost).average();
    }
}
