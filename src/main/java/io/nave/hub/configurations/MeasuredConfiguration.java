package io.nave.hub.configurations;

/** A configuration with what its metrics came to. */
public record MeasuredConfiguration(Configuration configuration, MetricResults results) {
}
