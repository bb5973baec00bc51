package io.nave.hub.twins;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A twin as the back end sees it. {@code configurations} says which configurations look after it and how far each is
 * (semantics §4.1); the tree is not to be changed.
 */
public record TwinDocument(Twin twin, TwinIdentity identity, JsonNode configurations) {
}
