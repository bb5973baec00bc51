/**
 * Scheduled jobs over many devices (semantics §7.1): ScheduledJobService takes orders, ScheduledJobStore is the port to where
 * they are kept with a row for each device, ScheduledJobRunner is what every replica does. A job begins when a replica has
 * selected its devices, once and for all (JobStarts); then all replicas take devices from it: JobTwins those whose twins are
 * written, in the transaction that ends their rows; JobCalls those that are called or sent to. JobPace bounds both.
 *
 * <p>
 * Decisions: nobody owns a job but who selects its devices, so that a dying replica holds up nothing but its own calls, which
 * are made again when the store knows it is dead; a twin is written exactly once, a method may be called again when the replica
 * that called it died before it noted the answer.
 */
@NullMarked
package io.nave.hub.scheduled;

import org.jspecify.annotations.NullMarked;
