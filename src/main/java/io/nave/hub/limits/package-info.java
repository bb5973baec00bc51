/**
 * The documented limits of the hub, as values. Sizes are bytes, counted as the reference says.
 */
@NullMarked
package io.nave.hub.limits;

import org.jspecify.annotations.NullMarked;
