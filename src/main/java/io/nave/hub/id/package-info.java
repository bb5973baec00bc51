/**
 * The names of things: devices, modules, versions. Values only; everyone may use them. Start at ClientId.
 */
@NullMarked
package io.nave.hub.id;

import org.jspecify.annotations.NullMarked;
