package io.nave.sdk;

import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** Cloud-to-device messages and their feedback with the published Java libraries, as applications use them. */
@ExtendWith(SharedHub.class)
class DeviceBoundJavaSdkIT {

    private static JavaSdk java;

    @BeforeAll
    static void prepare(HubProcess hub) {
        java = JavaSdk.prepare(hub);
    }

    @Test
    void serviceSdkSendsAndHearsWhatItAskedFor() {
        java.run("DeviceBound");
    }

    @Test
    void everyPropertyAndBodyArrivesAsItWasSent() {
        java.run("DeviceBoundProperties");
    }

    @Test
    void serviceSdkIsRefusedWithItsOwnExceptionsAndSendsOn() {
        java.run("DeviceBoundRefusals", Map.of("DEPTH", "1000"));
    }

    @Tag("long")
    @Test
    void whatExpiresOrIsPurgedIsNotDeliveredAndTheSenderHears() {
        java.run("DeviceBoundExpiry");
    }

    @Tag("long")
    @Test
    void messagesWaitForADeviceThatIsAwayOrDoesNotAcknowledge() {
        java.run("DeviceBoundAway");
    }

    @Tag("long")
    @Test
    void messagesMethodsTwinAndTelemetryShareAConnection() {
        java.run("AllAtOnce");
    }
}
