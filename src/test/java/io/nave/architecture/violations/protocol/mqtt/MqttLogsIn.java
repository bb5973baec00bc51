package io.nave.architecture.violations.protocol.mqtt;

import io.quarkus.oidc.AccessTokenCredential;

/** Planted: the provider of logins outside oidc. */
final class MqttLogsIn {
    AccessTokenCredential shown = new AccessTokenCredential("planted");
}
