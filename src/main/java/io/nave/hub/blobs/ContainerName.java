package io.nave.hub.blobs;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of the hub's own container, the first word of the paths of its blobs: 3 to 63 lower-case letters, digits and single
 * hyphens, as Azure has it, and no word that the REST contract begins a path with.
 */
public record ContainerName(String value) {

    /** The first words of paths that the hub serves otherwise, or that Azure IoT Hub does. */
    private static final Set<String> TAKEN = Set.of("devices", "twins", "messages", "jobs", "statistics", "configurations",
            "digitaltwins", "modules", "admin", "adminapi", "metrics", "health");
    private static final Pattern NAME = Pattern.compile("(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*");

    /** Fails when it is no name of a container, or is taken. */
    public ContainerName {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "nave.files.container must be 3 to 63 lower-case letters, digits and single hyphens");
        }
        if (TAKEN.contains(value)) {
            throw new IllegalArgumentException(
                    "nave.files.container must not be '" + value + "': the hub has other things under this path");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
