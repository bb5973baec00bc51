package io.nave.architecture.violations.endpoint.amqp;

import io.nave.architecture.violations.endpoint.webhook.WebhookIsKnown;

/** Planted: one kind of endpoint uses another. */
final class AmqpKnowsWebhook {
    private WebhookIsKnown known = new WebhookIsKnown();
}
