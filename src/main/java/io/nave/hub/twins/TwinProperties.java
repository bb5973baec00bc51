package io.nave.hub.twins;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Desired or reported properties: the content, its metadata (when, and for desired properties with which version, each node was
 * written), and how often they were written, counted from 1. The trees are not to be changed.
 */
public record TwinProperties(JsonNode content, JsonNode metadata, long version) {
}
