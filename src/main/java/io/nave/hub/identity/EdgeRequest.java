package io.nave.hub.identity;

import java.util.List;
import java.util.Optional;

/**
 * What a back end wants of a device as a gateway or behind one (service-protocols §5.1): what was left out is empty.
 */
public record EdgeRequest(Optional<Boolean> iotEdge, Optional<String> deviceScope, Optional<List<String>> parentScopes) {

    /** Nothing said. */
    public static final EdgeRequest NOTHING = new EdgeRequest(Optional.empty(), Optional.empty(), Optional.empty());
}
