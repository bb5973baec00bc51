/**
 * Webhooks: messages are posted to a URL as events in the schema of Event Grid (semantics §2.6). Start with
 * {@link io.nave.endpoint.webhook.WebhookEndpoint}, then WebhookPartition, which posts one batch after the other, and
 * WebhookVerdict, which says what an answer means. Receivers can tell a repeated event by its id, and who sent it by the
 * signature of the request. A redirect is not followed: the owner declared one URL, and no other is told anything.
 */
@NullMarked
package io.nave.endpoint.webhook;

import org.jspecify.annotations.NullMarked;
