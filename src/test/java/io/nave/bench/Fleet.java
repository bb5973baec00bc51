package io.nave.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** The connections that the orders ask for, in the order in which they are opened, and the twins behind them. */
record Fleet(List<Connection> connections, List<DeviceTwin> twins) {

    Fleet {
        connections = List.copyOf(connections);
        twins = List.copyOf(twins);
    }

    /** Connection i counts in tally i modulo their number. */
    static Fleet of(Orders orders, List<Tally> tallies, CompletableFuture<?> failure) {
        int devices = orders.load().connections();
        if (orders.work().kind() == Orders.Kind.PUBLISH) {
            return new Fleet(IntStream.range(0, devices).<Connection> mapToObj(
                    i -> new PublishingConnection(i, orders, tallies.get(i % tallies.size()), failure)).toList(), List.of());
        }
        List<DeviceTwin> twins = IntStream.range(0, devices)
                .mapToObj(i -> new DeviceTwin(i, orders.login().deviceId(i))).toList();
        List<Connection> connections = new ArrayList<>();
        if (orders.work().kind() != Orders.Kind.REST_READ) {
            twins.forEach(twin -> connections
                    .add(new TwinConnection(twin, orders, tallies.get(twin.index() % tallies.size()), failure)));
        }
        int backEnds = Math.min(orders.work().rest().connections(), devices);
        for (int i = 0; i < backEnds; i++) {
            connections.add(new RestConnection(every(backEnds, i, twins), orders, tallies.getFirst(), failure));
        }
        return new Fleet(connections, twins);
    }

    private static List<DeviceTwin> every(int step, int from, List<DeviceTwin> twins) {
        return IntStream.iterate(from, i -> i < twins.size(), i -> i + step).mapToObj(twins::get).toList();
    }
}
