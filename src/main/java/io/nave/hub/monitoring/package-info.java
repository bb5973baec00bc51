/**
 * The hub reports what happened (HubEvent) and never logs or counts; ops turns events into log lines and metrics. Telemetry is
 * reported per batch, not per message.
 */
@NullMarked
package io.nave.hub.monitoring;

import org.jspecify.annotations.NullMarked;
