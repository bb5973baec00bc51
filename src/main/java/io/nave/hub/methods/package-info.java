/**
 * Direct methods (semantics §6.1): MethodService for the adapters, whichever replica holds the device. MethodDelivery finds the
 * connection: LocalMethods on this replica, RemoteMethods on another one, which is asked by a call from replica to replica and
 * answers by one. MethodArrivals wakes calls that wait for a device to come.
 *
 * <p>
 * Decisions: nothing is stored, so a call ends with the replica that waits for it; nothing is tried again once a device may
 * have
 * heard of it, for it may have carried it out; every call has a timer where its caller waits, so that it ends in time whatever
 * becomes of the others.
 */
@NullMarked
package io.nave.hub.methods;

import org.jspecify.annotations.NullMarked;
