package io.nave.sdk;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

/** The published Java libraries, as applications use them. */
@ExtendWith(SharedHub.class)
class JavaSdkIT {

    private static JavaSdk java;

    @BeforeAll
    static void prepare(HubProcess hub) {
        java = JavaSdk.prepare(hub);
    }

    @Test
    void serviceSdkCreatesReadsUpdatesDisablesAndDeletesADevice() {
        java.run("RegistryRoundTrip");
    }

    @Test
    void deviceWithACertificateThumbprintSends() {
        java.run("CertificateThumbprint", SelfSigned.environment());
    }

    @Test
    void deviceConnectsByEitherKeyAndByTokens() {
        java.run("Credentials");
    }

    @Test
    void serviceSdkKeepsModulesAndAModuleSends() {
        java.run("Modules");
    }

    @Test
    void serviceSdkKeepsConfigurationsAndDeploysToAnEdgeDevice() {
        java.run("Configurations");
    }

    @Test
    void serviceSdkImportsAndExportsTheRegistry() {
        java.run("RegistryJobs");
    }

    @Test
    void everyPropertyOfAMessageReachesTheEventHubsClient() {
        java.run("Telemetry");
    }

    @Test
    void deviceWithACertificateOfARegisteredAuthoritySends(HubProcess hub) {
        java.run("CertificateAuthority", RegisteredAuthority.at(hub).environment("java-ca-" + System.nanoTime()));
    }

    @Test
    void everyPositionReadsExactlyItsEvents() {
        java.run("Positions");
    }

    @Test
    void olderReaderIsCutOffByAHigherOwnerLevel() {
        java.run("Epochs");
    }
}
