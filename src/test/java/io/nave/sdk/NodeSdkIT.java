package io.nave.sdk;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** The published Node packages, as applications use them. */
@ExtendWith(SharedHub.class)
class NodeSdkIT {

    private static NodeSdk node;

    @BeforeAll
    static void prepare(HubProcess hub) {
        node = NodeSdk.prepare(hub);
    }

    @Test
    void serviceSdkCreatesReadsUpdatesDisablesAndDeletesADevice() {
        node.run("registry.js");
    }

    @Test
    void deviceConnectsByEitherKeyAndByTokensAndIsCutWhenItsKeyIsChanged() {
        node.run("credentials.js");
    }

    @Test
    void serviceSdkKeepsModulesAndAModuleSends() {
        node.run("modules.js");
    }

    @Test
    void serviceSdkChangesManyDevicesAtOnce() {
        node.run("bulk.js");
    }

    @Test
    void serviceSdkKeepsConfigurationsAndDeploysToAnEdgeDevice() {
        node.run("configurations.js");
    }

    @Test
    void serviceSdkImportsExportsListsAndCancelsJobs() {
        node.run("jobs.js");
    }

    @Test
    void serviceSdkImportsAndExportsByWayOfTheHubsStorage() {
        node.run("jobs-storage.js");
    }

    @Test
    void everyPropertyOfAMessageReachesTheEventHubsClient() {
        node.run("telemetry.js");
    }

    @Test
    void deviceWithACertificateThumbprintSends() {
        node.run("x509.js", SelfSigned.environment());
    }

    @Test
    void deviceWithACertificateOfARegisteredAuthoritySends(HubProcess hub) {
        node.run("x509-ca.js", RegisteredAuthority.at(hub).environment("node-ca-" + System.nanoTime()));
    }

    @Test
    void everyPositionReadsExactlyItsEvents() {
        node.run("positions.js");
    }

    @Test
    void eventHubAndPartitionPropertiesAreRight() {
        node.run("management.js");
    }

    @Test
    void olderReaderIsCutOffByAHigherOwnerLevel() {
        node.run("epochs.js");
    }

    @Test
    void wrongKeysAreUnauthorized() {
        node.run("wrong-key.js");
    }

    @Test
    void plainAmqpClientReadsAPartition() {
        node.run("plain-amqp.js");
    }

    @Test
    void topicsInEverySdksSpellingAreTheSameMessage() {
        node.run("raw-mqtt.js");
    }

    @Test
    void emulatorClientReadsWithoutTls() {
        node.run("emulator.js");
    }
}
