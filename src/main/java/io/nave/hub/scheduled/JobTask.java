package io.nave.hub.scheduled;

import java.time.Duration;

import io.nave.hub.connections.MethodRequest;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.methods.MethodCall;
import io.nave.hub.twins.TwinWrite;

/** What a job does to each device. {@code document} is the JSON text that says so; {@link JobTaskJson} reads it. */
public sealed interface JobTask {

    JobType type();

    String document();

    /** Merges into tags and desired properties of twins that have the etag, if one is expected. */
    record TwinUpdate(String document, TwinWrite write, EtagCondition etag) implements JobTask {

        @Override
        public JobType type() {
            return JobType.UPDATE_TWIN;
        }
    }

    /** Calls a direct method; {@code connectTimeout} is how long to wait for a device that is away. */
    record Method(String document, MethodRequest request, Duration connectTimeout) implements JobTask {

        @Override
        public JobType type() {
            return JobType.DEVICE_METHOD;
        }

        MethodCall call(ClientId client) {
            return new MethodCall(client, request, connectTimeout);
        }
    }

    /** Sends a cloud-to-device message. */
    record Message(String document, DeviceBoundMessage message) implements JobTask {

        @Override
        public JobType type() {
            return JobType.DEVICE_MESSAGE;
        }
    }
}
