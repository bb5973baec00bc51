package io.nave.protocol.amqp;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;

/**
 * The address of a device link, {@code devices/{d}[/modules/{m}]/…}: which node of whom (device-protocols §2.5). Some clients
 * encode ids and some do not, and an id may hold {@code %}: so it is read both ways, decoded first.
 */
record DeviceAddress(Node node, List<ClientId> clients) {

    /** What a device has links to. */
    enum Node {
        /** Telemetry; for a module also where its inputs come from. */
        EVENTS("messages/events"),
        DEVICE_BOUND("messages/devicebound"),
        METHODS("methods/devicebound"),
        TWIN("twin");

        private final String path;

        Node(String path) {
            this.path = path;
        }

        private static Optional<Node> of(List<String> words) {
            String path = String.join("/", words);
            return Stream.of(values()).filter(node -> node.path.equalsIgnoreCase(path)).findFirst();
        }
    }

    private static final int OF_DEVICE = 2;
    private static final int OF_MODULE = 4;

    DeviceAddress {
        clients = List.copyOf(clients);
    }

    /** Reads an address; empty when it is none of a device, or names nobody. */
    static Optional<DeviceAddress> parse(String address) {
        List<String> words = Stream.of(AddressText.path(address).split("/", -1)).filter(word -> !word.isEmpty()).toList();
        if (words.size() <= OF_DEVICE || !words.getFirst().equalsIgnoreCase("devices")) {
            return Optional.empty();
        }
        int ids = words.get(OF_DEVICE).equalsIgnoreCase("modules") && words.size() > OF_MODULE ? OF_MODULE : OF_DEVICE;
        List<ClientId> clients = clients(words.subList(0, ids));
        return Node.of(words.subList(ids, words.size())).filter(node -> !clients.isEmpty())
                .map(node -> new DeviceAddress(node, clients));
    }

    /** Whom {@code devices/{d}[/modules/{m}]} may speak of, one or two, or nobody. */
    static List<ClientId> clientsOf(String path) {
        List<String> words = List.of(path.split("/", -1));
        boolean ofModule = words.size() == OF_MODULE && words.get(OF_DEVICE).equalsIgnoreCase("modules");
        return words.size() == OF_DEVICE || ofModule ? clients(words) : List.of();
    }

    private static List<ClientId> clients(List<String> words) {
        List<String> decoded = words.stream().map(AddressText::decode).toList();
        return Stream.of(decoded, words).distinct().map(DeviceAddress::client).flatMap(Optional::stream).toList();
    }

    private static Optional<ClientId> client(List<String> words) {
        boolean ofModule = words.size() == OF_MODULE;
        if (!DeviceId.isValid(words.get(1)) || ofModule && !DeviceId.isValid(words.get(3))) {
            return Optional.empty();
        }
        return Optional.of(ofModule ? ClientId.of(words.get(1), words.get(3)) : ClientId.of(words.get(1)));
    }
}
