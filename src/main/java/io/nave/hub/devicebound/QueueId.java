package io.nave.hub.devicebound;

import io.nave.hub.id.DeviceId;

/** The queue of a device. A device that was deleted and made again has another one, and nothing of the old is in it. */
public record QueueId(DeviceId device, String generationId) {
}
