/** Webhooks against a receiver on loopback. */
@NullMarked
package io.nave.endpoint.webhook;

import org.jspecify.annotations.NullMarked;
