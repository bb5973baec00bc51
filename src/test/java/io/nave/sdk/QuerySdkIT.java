package io.nave.sdk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** Queries with the published Node and Java libraries, as applications use them. */
@ExtendWith(SharedHub.class)
class QuerySdkIT {

    @Test
    void nodeFindsTwinsPageByPage(HubProcess hub) {
        NodeSdk.prepare(hub).run("queries.js");
    }

    @Test
    void javaFindsTwinsPageByPage(HubProcess hub) {
        JavaSdk.prepare(hub).run("Queries");
    }
}
