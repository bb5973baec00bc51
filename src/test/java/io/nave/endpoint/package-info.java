/** What tests of custom endpoints share: entries of an outbox, and how they are sent until all are there. */
@NullMarked
package io.nave.endpoint;

import org.jspecify.annotations.NullMarked;
