package io.nave.sdk;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** Twins with the published Node packages, as applications use them. */
@ExtendWith(SharedHub.class)
class TwinNodeSdkIT {

    private static NodeSdk node;

    @BeforeAll
    static void prepare(HubProcess hub) {
        node = NodeSdk.prepare(hub);
    }

    @Test
    void serviceSdkSeesWhatADeviceReports() {
        node.run("twins.js");
    }

    @Test
    void serviceSdkChangesAndReplacesATwinAndTheDeviceHears() {
        node.run("twin-service.js");
    }

    @Test
    void deviceThatWasAwayFindsItsTwinAndItsSubscription() {
        node.run("twins-away.js");
    }

    @Test
    void moduleHasATwinOfItsOwn() {
        node.run("twin-modules.js");
    }

    @Test
    void digitalTwinClientReadsAndChangesADeviceThatNamesItsModel() {
        node.run("digital-twins.js");
    }
}
