/**
 * Device-to-cloud messages: TelemetryService checks size and hands on. The adapters call it; it calls MessageIntake.
 */
@NullMarked
package io.nave.hub.telemetry;

import org.jspecify.annotations.NullMarked;
