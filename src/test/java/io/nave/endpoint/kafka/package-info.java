/** Kafka endpoints against a real broker. */
@NullMarked
package io.nave.endpoint.kafka;

import org.jspecify.annotations.NullMarked;
