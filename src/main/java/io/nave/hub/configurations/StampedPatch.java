package io.nave.hub.configurations;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A patch of desired properties on behalf of one configuration, as its metadata tells; {@code digest} is empty when it only
 * takes back. The tree is not to be changed.
 */
public record StampedPatch(String by, String digest, ObjectNode patch) {
}
