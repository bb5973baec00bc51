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
        return switch (orders.work().kind()) {
            case PUBLISH, NUMBERED, SEND, POST -> publishing(orders, tallies, failure);
            case REPORT, READ, REST_READ, REST_PATCH -> withTwins(orders, tallies, failure);
            case DEVICE_BOUND -> withMailboxes(orders, tallies.getFirst(), failure);
            case METHOD -> withMethods(orders, tallies.getFirst(), failure);
        };
    }

    private static Fleet publishing(Orders orders, List<Tally> tallies, CompletableFuture<?> failure) {
        return new Fleet(IntStream.range(0, orders.load().connections())
                .mapToObj(i -> publishing(i, orders, tallies.get(i % tallies.size()), failure)).toList(), List.of());
    }

    private static Connection publishing(int index, Orders orders, Tally tally, CompletableFuture<?> failure) {
        return switch (orders.work().kind()) {
            case NUMBERED -> new NumberingConnection(index, orders, tally, failure);
            case SEND -> new AmqpPublishingConnection(index, orders, tally, failure);
            case POST -> new PostingConnection(index, orders, tally, failure);
            default -> new PublishingConnection(index, orders, tally, failure);
        };
    }

    private static Fleet withTwins(Orders orders, List<Tally> tallies, CompletableFuture<?> failure) {
        List<DeviceTwin> twins = IntStream.range(0, orders.load().connections())
                .mapToObj(i -> new DeviceTwin(i, orders.login().deviceId(i))).toList();
        List<Connection> connections = new ArrayList<>();
        if (orders.work().kind() != Orders.Kind.REST_READ) {
            twins.forEach(twin -> connections
                    .add(new TwinConnection(twin, orders, tallies.get(twin.index() % tallies.size()), failure)));
        }
        int backEnds = backEnds(orders);
        for (int i = 0; i < backEnds; i++) {
            connections.add(new RestConnection(every(backEnds, i, twins), orders, tallies.getFirst(), failure));
        }
        return new Fleet(connections, twins);
    }

    private static Fleet withMailboxes(Orders orders, Tally tally, CompletableFuture<?> failure) {
        List<Mailbox> mailboxes = IntStream.range(0, orders.load().connections())
                .mapToObj(i -> new Mailbox(i, orders.login().deviceId(i))).toList();
        List<Connection> connections = new ArrayList<>();
        mailboxes.forEach(mailbox -> connections.add(new ReceivingConnection(mailbox, orders, tally, failure)));
        int backEnds = backEnds(orders);
        for (int i = 0; i < backEnds; i++) {
            connections.add(new SendingConnection(i, every(backEnds, i, mailboxes), orders, tally, failure));
        }
        return new Fleet(connections, List.of());
    }

    private static Fleet withMethods(Orders orders, Tally tally, CompletableFuture<?> failure) {
        int backEnds = backEnds(orders);
        InFlight calls = new InFlight(Math.max(1, backEnds));
        List<String> deviceIds = IntStream.range(0, orders.load().connections()).mapToObj(orders.login()::deviceId).toList();
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < deviceIds.size(); i++) {
            connections.add(new AnsweringConnection(i, calls, orders, tally, failure));
        }
        for (int i = 0; i < backEnds; i++) {
            connections.add(new CallingConnection(i, every(backEnds, i, deviceIds), calls, orders, tally, failure));
        }
        return new Fleet(connections, List.of());
    }

    /** No more than devices, for a device has one back end. */
    private static int backEnds(Orders orders) {
        return Math.min(orders.work().backEnds().connections(), orders.load().connections());
    }

    private static <T> List<T> every(int step, int from, List<T> all) {
        return IntStream.iterate(from, i -> i < all.size(), i -> i + step).mapToObj(all::get).toList();
    }
}
