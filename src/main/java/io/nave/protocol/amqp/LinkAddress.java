package io.nave.protocol.amqp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a link's address means: relative or absolute ({@code amqps://host:port/…}), with or without leading slash, fixed words
 * in any case, percent-encoded or not (service-protocols §7.1, §8; device-protocols §2.5).
 */
sealed interface LinkAddress {

    /** {@code $cbs}: where tokens are put. */
    record Cbs() implements LinkAddress {
    }

    /** {@code $management} or {@code {eh}/$management}. */
    record Management() implements LinkAddress {
    }

    /** {@code {eh}/ConsumerGroups/{cg}/Partitions/{p}}: events to read. */
    record Partition(String eventHub, String consumerGroup, String partition) implements LinkAddress {

        String text() {
            return eventHub + "/ConsumerGroups/" + consumerGroup + "/Partitions/" + partition;
        }
    }

    /** {@code messages/events…}: readers are redirected to the event hub; {@code rest} starts with a slash or is empty. */
    record LegacyEvents(String rest) implements LinkAddress {
    }

    /** {@code devices/…}: a device or one of its modules. */
    record OfDevice(DeviceAddress address) implements LinkAddress {
    }

    /** {@code devices/…} and nothing that a device has. */
    record UnknownOfDevice(String text) implements LinkAddress {
    }

    /** {@code messages/devicebound}, {@code messages/servicebound/…}: links of service SDKs. */
    record ServiceLink(ServiceNode node, String text) implements LinkAddress {
    }

    /** What back ends send to and receive from, beside events. */
    enum ServiceNode {
        DEVICE_BOUND,
        FEEDBACK,
        FILE_NOTIFICATIONS,
        OTHER;

        private static ServiceNode of(List<String> words) {
            return switch (String.join("/", words)) {
                case "messages/devicebound" -> DEVICE_BOUND;
                case "messages/servicebound/feedback" -> FEEDBACK;
                case "messages/servicebound/filenotifications", "messages/servicebound/fileuploadnotifications" ->
                    FILE_NOTIFICATIONS;
                default -> OTHER;
            };
        }
    }

    /** Anything else: the name of an event hub and perhaps more. */
    record Entity(String text) implements LinkAddress {
    }

    /** Reads an address; a missing one is an empty Entity. */
    static LinkAddress parse(@Nullable String address) {
        String path = pathOf(address == null ? "" : address);
        List<String> words = Arrays.asList(path.split("/", -1));
        List<String> low = words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        if (path.equalsIgnoreCase("$cbs")) {
            return new Cbs();
        }
        if (startsWith(low, "messages", "events")) {
            return new LegacyEvents(path.substring("messages/events".length()));
        }
        if (low.getLast().equals("$management")) {
            return new Management();
        }
        if (low.size() == 5 && low.get(1).equals("consumergroups") && low.get(3).equals("partitions")) {
            return new Partition(words.get(0), words.get(2), words.get(4));
        }
        if (startsWith(low, "messages", "devicebound") || startsWith(low, "messages", "servicebound")) {
            return new ServiceLink(ServiceNode.of(words(path)), path);
        }
        return DeviceAddress.parse(address == null ? "" : address).<LinkAddress> map(OfDevice::new)
                .orElseGet(() -> startsWith(low, "devices") && low.size() > 1 ? new UnknownOfDevice(path) : new Entity(path));
    }

    /** The words of a path in lower case, without empty ones: what token scopes are compared by. */
    static List<String> words(String path) {
        List<String> words = new ArrayList<>(List.of(path.toLowerCase(Locale.ROOT).split("/", -1)));
        words.removeIf(String::isEmpty);
        return words;
    }

    private static boolean startsWith(List<String> words, String... start) {
        return words.size() >= start.length && words.subList(0, start.length).equals(List.of(start));
    }

    private static String pathOf(String address) {
        return AddressText.decode(AddressText.path(address));
    }
}
