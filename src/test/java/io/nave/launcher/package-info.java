/**
 * The launcher behind {@code ./nave}: embedded PostgreSQL and Redis, a certificate authority of its own, and the hub as a child
 * process.
 * <p>
 * Start with {@link io.nave.launcher.NaveUp} for the command and with {@link io.nave.launcher.LocalEngines} for the engines,
 * which tests
 * and the benchmark use as well. Everything here lives in the test scope: the service itself is configured by addresses only
 * and never
 * contains a database. Every process the launcher starts is watched by a {@link io.nave.launcher.Watchdog}, so that none
 * outlives it.
 */
@NullMarked
package io.nave.launcher;

import org.jspecify.annotations.NullMarked;
