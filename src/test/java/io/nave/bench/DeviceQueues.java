package io.nave.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Asks the hub afterwards, over HTTPS, whether the queues of devices are empty. */
final class DeviceQueues {

    private static final Duration PATIENCE = Duration.ofSeconds(10); // the last acknowledgements may still be under way
    private static final int LOOK_MILLIS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private DeviceQueues() {
    }

    /** What is wrong with the queues of devices 0 to count - 1. */
    static List<String> check(HubRest rest, String devicePrefix, int count) {
        List<String> wrongs = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (int i = 0; i < count; i++) {
                long left = awaitEmpty(rest, devicePrefix + i, deadline);
                if (left != 0) {
                    wrongs.add(devicePrefix + i + " has " + left + " messages left in its queue");
                }
            }
        } catch (BenchFailure e) { // the other figures are still worth a look
            wrongs.add(e.getMessage());
        }
        return wrongs;
    }

    private static long awaitEmpty(HubRest rest, String deviceId, long deadline) {
        long left = depth(rest, deviceId);
        while (left != 0 && System.nanoTime() < deadline) {
            Pause.millis(LOOK_MILLIS);
            left = depth(rest, deviceId);
        }
        return left;
    }

    private static long depth(HubRest rest, String deviceId) {
        return depth(rest.get("/devices/" + deviceId + "?api-version=2021-04-12").body());
    }

    /** The number of messages that a device's identity tells of (semantics §1); -1 where it tells nothing. */
    static long depth(String device) {
        try {
            return JSON.readTree(device).path("cloudToDeviceMessageCount").asLong(-1);
        } catch (JsonProcessingException e) {
            return -1;
        }
    }
}
