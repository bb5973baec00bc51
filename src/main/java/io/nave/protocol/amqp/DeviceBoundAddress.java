package io.nave.protocol.amqp;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;

/**
 * Whom a message of a back end is for: its {@code to}, {@code /devices/{id}/messages/devicebound}, fixed words in any case,
 * absolute or not (service-protocols §6.4). Some clients encode the id and some do not, and an id may hold {@code %}: so it is
 * read both ways, as it stands first.
 */
final class DeviceBoundAddress {

    private DeviceBoundAddress() {
    }

    /**
     * The devices that may be meant, one or two. Fails with ARGUMENT_INVALID when it is no such address, MODULE_NOT_FOUND when
     * it speaks of a module, and DEVICE_NOT_FOUND when no device can have such an id.
     */
    static List<DeviceId> devicesOf(String to) {
        List<String> words = Stream.of(AddressText.path(to).split("/", -1)).filter(word -> !word.isEmpty()).toList();
        if (is(words, "devices", "", "modules", "", "messages", "devicebound")) {
            throw new HubException(ErrorCode.MODULE_NOT_FOUND,
                    "Modules have no queue for cloud-to-device messages; send to the device, or invoke a method of the module");
        }
        if (!is(words, "devices", "", "messages", "devicebound")) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "The property 'to' of the message must be /devices/{id}/messages/devicebound");
        }
        return idsIn(words.get(1));
    }

    private static List<DeviceId> idsIn(String word) {
        List<DeviceId> ids = Stream.of(word, AddressText.decode(word)).distinct().filter(DeviceId::isValid).map(DeviceId::new)
                .toList();
        if (ids.isEmpty()) {
            throw new HubException(ErrorCode.DEVICE_NOT_FOUND, "There is no device with such an id: " + word);
        }
        return ids;
    }

    /** Whether these are the words; an empty one stands for any. */
    private static boolean is(List<String> words, String... pattern) {
        boolean same = words.size() == pattern.length;
        for (int i = 0; same && i < pattern.length; i++) {
            same = pattern[i].isEmpty() || words.get(i).toLowerCase(Locale.ROOT).equals(pattern[i]);
        }
        return same;
    }
}
