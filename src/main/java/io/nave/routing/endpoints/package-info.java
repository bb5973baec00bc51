/**
 * Custom endpoints: what an owner declares about them ({@link io.nave.routing.endpoints.CustomEndpoint}, semantics §1.3), and
 * the
 * port to what carries messages there ({@link io.nave.routing.endpoints.EndpointSenders}).
 */
@NullMarked
package io.nave.routing.endpoints;

import org.jspecify.annotations.NullMarked;
