package io.nave.routing;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.message.DeviceMessage;

/** A message whose endpoints are known, and its sender's twin, or a missing node when nothing asks for it. */
record Routed(RouteSource source, DeviceMessage message, JsonNode twin) {
}
