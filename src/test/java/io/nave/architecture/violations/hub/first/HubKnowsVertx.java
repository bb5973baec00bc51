package io.nave.architecture.violations.hub.first;

import io.vertx.core.Vertx;

/** Planted: hub must not know Vert.x. */
final class HubKnowsVertx {
    private Vertx vertx = Vertx.vertx();
}
