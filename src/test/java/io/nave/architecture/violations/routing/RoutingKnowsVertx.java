package io.nave.architecture.violations.routing;

import io.vertx.core.Vertx;

/** Planted: routing must not know Vert.x. */
final class RoutingKnowsVertx {
    private Vertx vertx = Vertx.vertx();
}
