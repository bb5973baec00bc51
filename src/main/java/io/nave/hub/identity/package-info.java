/**
 * Who exists: devices and their modules, with credentials and state. IdentityRegistry and ModuleRegistry have the use cases of
 * the REST contract, BulkRegistry many of them in one call (also for imports); IdentityStore and ModuleStore are the ports to
 * PostgreSQL. A change that takes away a right ends the connections that rested on it (hub.connections.AccessChanges); that an
 * identity came or went is stored with it as a notification. Start at IdentityRegistry.
 */
@NullMarked
package io.nave.hub.identity;

import org.jspecify.annotations.NullMarked;
