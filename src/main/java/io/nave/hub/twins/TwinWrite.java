package io.nave.hub.twins;

import java.util.Optional;

/**
 * What the back end wants of a twin: sections that are left out stay; the others are merged with what is there, or
 * {@code replace} it.
 */
public record TwinWrite(Optional<TwinPatch> tags, Optional<TwinPatch> desired, boolean replace) {
}
