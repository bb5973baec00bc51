package io.nave.sdk;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** Direct methods with the published Node packages, as applications use them. */
@ExtendWith(SharedHub.class)
class MethodNodeSdkIT {

    private static NodeSdk node;

    @BeforeAll
    static void prepare(HubProcess hub) {
        node = NodeSdk.prepare(hub);
    }

    @Test
    void deviceAnswersWhatTheServiceSdkAsks() {
        node.run("methods.js");
    }

    @Test
    void callerHearsWhyThereIsNoAnswerAndCallsAgain() {
        node.run("method-failures.js");
    }

    @Test
    void callWaitsForADeviceThatComesLater() {
        node.run("method-waiting.js");
    }

    @Test
    void modulesAnswerForThemselves() {
        node.run("method-modules.js");
    }

    @Test
    void digitalTwinClientInvokesCommands() {
        node.run("commands.js");
    }
}
