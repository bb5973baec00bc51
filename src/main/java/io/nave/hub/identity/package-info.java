/**
 * Who exists: devices with their credentials and state. IdentityRegistry has the use cases of the REST contract, IdentityStore
 * is the port to PostgreSQL. A change that takes away a right cuts the device's connections at once.
 */
@NullMarked
package io.nave.hub.identity;

import org.jspecify.annotations.NullMarked;
