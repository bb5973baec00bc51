/**
 * What an operator sees: log lines, metrics and readiness, all made from HubEvents; the hub itself never logs or counts.
 * MonitorFanOut hands each event to LoggingMonitor and MetricsMonitor; HubReadiness is told by the server how far it is.
 * Metrics never carry a device id, because their number must not grow with the fleet.
 */
@NullMarked
package io.nave.ops;

import org.jspecify.annotations.NullMarked;
