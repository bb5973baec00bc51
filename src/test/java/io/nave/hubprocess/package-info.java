/**
 * The real hub as tests outside of it see it: a process of its own with its own engines, certificate and address, which can be
 * killed and started again.
 * <p>
 * Start with {@link io.nave.hubprocess.HubProcess}; {@link io.nave.hubprocess.SharedHub} lends one hub to many test classes.
 * Nothing here uses the hub's code: tokens, requests and certificates are made from the contract alone, so that a mistake in
 * the hub cannot hide behind the same mistake in its tests.
 */
@NullMarked
package io.nave.hubprocess;

import org.jspecify.annotations.NullMarked;
