/** Tests of AMQP endpoints: what goes out to the byte, what outcomes mean, and all of it against a real broker. */
@NullMarked
package io.nave.endpoint.amqp;

import org.jspecify.annotations.NullMarked;
