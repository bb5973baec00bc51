package io.nave.architecture.violations.endpoint.webhook;

/** Planted: known to another kind of endpoint. */
public final class WebhookIsKnown {
}
