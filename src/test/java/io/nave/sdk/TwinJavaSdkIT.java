package io.nave.sdk;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** Twins with the published Java libraries, as applications use them. */
@ExtendWith(SharedHub.class)
class TwinJavaSdkIT {

    private static JavaSdk java;

    @BeforeAll
    static void prepare(HubProcess hub) {
        java = JavaSdk.prepare(hub);
    }

    @Test
    void serviceSdkSeesWhatADeviceReports() {
        java.run("Twins");
    }

    @Test
    void serviceSdkChangesAndReplacesATwinAndTheDeviceHears() {
        java.run("TwinService");
    }

    @Test
    void deviceThatWasAwayFindsItsTwinAndItsSubscription() {
        java.run("TwinsAway");
    }

    @Test
    void moduleHasATwinOfItsOwn() {
        java.run("TwinModules");
    }

    @Test
    void digitalTwinClientReadsAndChangesADeviceThatNamesItsModel() {
        java.run("DigitalTwins");
    }
}
