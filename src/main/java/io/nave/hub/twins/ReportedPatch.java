package io.nave.hub.twins;

import java.util.OptionalLong;

/**
 * What a device says of itself; {@code base} is the version of the reported properties that it is said of, empty when that does
 * not matter (semantics §4.4).
 */
public record ReportedPatch(TwinPatch patch, OptionalLong base) {
}
