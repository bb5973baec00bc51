package io.nave.sdk;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** Direct methods with the published Java libraries, as applications use them. */
@ExtendWith(SharedHub.class)
class MethodJavaSdkIT {

    private static JavaSdk java;

    @BeforeAll
    static void prepare(HubProcess hub) {
        java = JavaSdk.prepare(hub);
    }

    @Test
    void deviceAnswersWhatTheServiceSdkAsks() {
        java.run("Methods");
    }

    @Test
    void callerHearsWhyThereIsNoAnswerAndCallsAgain() {
        java.run("MethodFailures");
    }

    @Test
    void callWaitsForADeviceThatComesLater() {
        java.run("MethodWaiting");
    }

    @Test
    void modulesAnswerForThemselves() {
        java.run("MethodModules");
    }

    @Test
    void digitalTwinClientInvokesCommands() {
        java.run("Commands");
    }
}
