/**
 * Where messages go: RoutePipeline takes every message and hands it to the endpoints that routes pick. Until routes can be
 * declared, every message goes to the built-in endpoint, as the fallback route of a new hub does.
 */
@NullMarked
package io.nave.routing;

import org.jspecify.annotations.NullMarked;
