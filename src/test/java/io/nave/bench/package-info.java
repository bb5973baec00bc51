/**
 * The benchmark behind {@code ./nave bench}: what one message costs, in CPU time of hub and stores, beside peers in the same
 * run.
 * <p>
 * Start with {@link io.nave.bench.Bench}, then {@link io.nave.bench.IngestBench}. Whatever is measured runs as a process of its
 * own, and so
 * does the load generator ({@link io.nave.bench.LoadGenerator}), so that the operating system can tell their CPU time apart. A
 * figure counts
 * only if the hub has stored exactly what it has acknowledged; {@link io.nave.bench.StoredMessages} asks the database.
 * {@link io.nave.bench.TwinsBench} lets the same generator work with device twins; there {@link io.nave.bench.TwinVersions}
 * asks.
 * {@link io.nave.bench.ToDeviceBench} lets it send device-bound messages over AMQP and call methods over HTTPS, of devices that
 * play along in the same generator; there {@link io.nave.bench.DeviceQueues} asks.
 * {@link io.nave.bench.EndpointsBench} plays devices and two webhooks itself, for a message is timed from one to the other.
 */
@NullMarked
package io.nave.bench;

import org.jspecify.annotations.NullMarked;
