/** Gateways that connect for those below them, at two replicas of a hub as it is run. */
@NullMarked
package io.nave.gateways;

import org.jspecify.annotations.NullMarked;
