package io.nave.sdk;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** Scheduled jobs with the published Node packages and Java libraries, as applications use them. */
@ExtendWith(SharedHub.class)
class ScheduledJobSdkIT {

    private static NodeSdk node;
    private static JavaSdk java;

    @BeforeAll
    static void prepare(HubProcess hub) {
        node = NodeSdk.prepare(hub);
        java = JavaSdk.prepare(hub);
    }

    @Test
    void nodeServiceSdkSchedulesFollowsCancelsAndListsJobs() {
        node.run("scheduled-jobs.js");
    }

    @Test
    void javaServiceSdkSchedulesFollowsCancelsAndListsJobs() {
        java.run("ScheduledJobs");
    }
}
