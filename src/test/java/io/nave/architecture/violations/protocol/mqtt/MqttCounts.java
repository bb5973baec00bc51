package io.nave.architecture.violations.protocol.mqtt;

import io.micrometer.core.instrument.MeterRegistry;

/** Planted: Micrometer outside ops. */
final class MqttCounts {
    void count(MeterRegistry registry) {
        registry.counter("planted");
    }
}
