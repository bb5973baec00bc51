/**
 * Where messages go (semantics §1). RoutePipeline takes every message and hands it to the endpoints that routes pick:
 * CurrentRouting holds the routes of the moment, compiled into a RouteTable and found by a RouteIndex, and looks every 400
 * ms whether others are stored. RoutingService is what operators change them with, RouteTester what they try them with;
 * RoutingJson knows the documents and RouteStore is the port to where they are kept. TwinGate holds back messages whose
 * condition looks at a twin that must be read first. Conditions are compiled by hub.expression. Outbox is the port to what
 * will wait for endpoints other than the built-in one; nothing is put there before such endpoints can be declared.
 */
@NullMarked
package io.nave.routing;

import org.jspecify.annotations.NullMarked;
