/**
 * What the hub promises when things break, tried on the real one: it is killed, its database connection is cut, and peers send
 * it what they should not.
 * <p>
 * {@link io.nave.faults.KillNineIT} compares what devices sent with what a back end reads; the judge is
 * {@link io.nave.faults.HistoryChecker}, which has tests of its own. {@link io.nave.faults.HubRefusalsIT} holds the refusals of
 * the reference against a bystander that must not notice any of them.
 */
@NullMarked
package io.nave.faults;

import org.jspecify.annotations.NullMarked;
