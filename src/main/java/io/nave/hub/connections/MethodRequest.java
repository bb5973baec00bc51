package io.nave.hub.connections;

import java.time.Duration;

/**
 * A direct method that a device is to carry out. {@code payload} is a JSON text, passed on as the caller wrote it;
 * {@code timeout} is how long the device may take from when it is told.
 */
public record MethodRequest(String name, String payload, Duration timeout) {
}
