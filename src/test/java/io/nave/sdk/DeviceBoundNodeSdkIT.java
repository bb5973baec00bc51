package io.nave.sdk;

import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** Cloud-to-device messages and their feedback with the published Node packages, as applications use them. */
@ExtendWith(SharedHub.class)
class DeviceBoundNodeSdkIT {

    private static NodeSdk node;

    @BeforeAll
    static void prepare(HubProcess hub) {
        node = NodeSdk.prepare(hub);
    }

    @Test
    void serviceSdkSendsAndHearsWhatItAskedFor() {
        node.run("device-bound.js");
    }

    @Test
    void everyPropertyAndBodyArrivesAsItWasSent() {
        node.run("device-bound-properties.js");
    }

    @Test
    void serviceSdkIsRefusedWithItsOwnErrorsAndSendsOn() {
        node.run("device-bound-refusals.js");
    }

    @Test
    void fullQueueTakesNoMore() {
        node.run("device-bound-depth.js", Map.of("DEPTH", "1000"));
    }

    @Test
    void whatExpiresOrIsPurgedIsNotDeliveredAndTheSenderHears() {
        node.run("device-bound-expiry.js");
    }

    @Test
    void messagesWaitForADeviceThatIsAway() {
        node.run("device-bound-away.js");
    }

    @Test
    void whatADeviceDoesNotAcknowledgeComesAgain() {
        node.run("device-bound-raw.js");
    }

    @Test
    void messagesAndFeedbackGoOverHttpsToo() {
        node.run("device-bound-rest.js");
    }

    @Test
    void messagesMethodsTwinAndTelemetryShareAConnection() {
        node.run("all-at-once.js");
    }

    @Tag("long")
    @Test
    void strictHubHasShortQueuesAndFeedbackComesInBatches() {
        try (HubProcess hub = HubProcess.start(SharedHub.newDirectory(), Map.of("NAVE_COMPATIBILITY", "strict"))) {
            NodeSdk strict = NodeSdk.prepare(hub);
            strict.run("device-bound-depth.js", Map.of("DEPTH", "50"));
            strict.run("feedback-batches.js");
        }
    }
}
