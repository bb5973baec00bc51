/**
 * What can go wrong, once: ErrorCode is the one table of numbers, HTTP statuses and AMQP conditions; HubException carries
 * a code and a detail that tells the reader what to do next and never holds a secret. Each protocol translates it once, at
 * its border.
 */
@NullMarked
package io.nave.hub.error;

import org.jspecify.annotations.NullMarked;
