package io.nave.architecture.violations.protocol.mqtt;

import jakarta.ws.rs.core.Response;

/** Planted: JAX-RS outside protocol.http and admin. */
final class MqttSpeaksRest {
    private Response answer = Response.ok().build();
}
