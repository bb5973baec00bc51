package io.nave.bench;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Asks the hub afterwards, over HTTPS, whether twins have the versions that the acknowledged patches must have led to. */
final class TwinVersions {

    private static final int ASKED = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private TwinVersions() {
    }

    /** What is wrong with the section ({@code reported} or {@code desired}) of some devices, given the patches of all. */
    static List<String> check(HubRest rest, String devicePrefix, String section, List<Long> patches) {
        List<String> wrongs = new ArrayList<>();
        int step = Math.max(1, patches.size() / ASKED);
        for (int i = 0; i < patches.size(); i += step) {
            checkOne(rest, devicePrefix + i, section, patches.get(i), wrongs);
        }
        return wrongs;
    }

    private static void checkOne(HubRest rest, String deviceId, String section, long patches, List<String> wrongs) {
        long expected = DeviceTwin.NEW + patches;
        try {
            long found = version(rest.get("/twins/" + deviceId + "?api-version=2021-04-12").body(), section);
            if (found != expected) {
                wrongs.add(deviceId + " has " + section + " version " + found + " after " + patches
                        + " acknowledged patches, and not " + expected);
            }
        } catch (BenchFailure e) { // the other figures are still worth a look
            wrongs.add(e.getMessage());
        }
    }

    /** The version of a section of a twin document; -1 where there is none. */
    static long version(String twin, String section) {
        try {
            return JSON.readTree(twin).path("properties").path(section).path("$version").asLong(-1);
        } catch (JsonProcessingException e) {
            return -1;
        }
    }
}
