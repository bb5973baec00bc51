/**
 * Where messages go (semantics §1). RoutePipeline takes every message and hands it to the endpoints that routes pick:
 * CurrentRouting holds the routes of the moment, compiled into a RouteTable and found by a RouteIndex, and looks every 400
 * ms whether others are stored. RoutingService is what operators change them with, RouteTester what they try them with;
 * RoutingJson knows the documents and RouteStore is the port to where they are kept. TwinGate holds back messages whose
 * condition looks at a twin that must be read first. Conditions are compiled by hub.expression. RouteDelivery gives a
 * message to the built-in endpoint, to the outbox ({@code routing.outbox}) for the owner's own ({@code routing.endpoints}), or
 * to
 * both; {@code routing.forwarding} carries it on from there.
 */
@NullMarked
package io.nave.routing;

import org.jspecify.annotations.NullMarked;
