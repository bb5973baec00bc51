package io.nave.sdk;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;
import io.nave.oidc.KeycloakServer;

/** The published SDKs with token credentials, against a hub whose administrators are in a real Keycloak. */
class OidcSdkIT {

    private static final String SECRET = "test-secret";

    private static HubProcess hub;
    private static Map<String, String> provider;

    @BeforeAll
    static void start() {
        String realm = "http://127.0.0.1:" + KeycloakServer.port() + "/realms/nave-tests";
        provider = Map.of("TOKEN_URL", realm + "/protocol/openid-connect/token", "CLIENT_SECRET", SECRET);
        hub = HubProcess.start(SharedHub.newDirectory(), Map.of("NAVE_OIDC_URL", realm));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void nodeSdksTakeATokenCredential() {
        NodeSdk.prepare(hub).run("access-token.js", provider);
    }

    @Test
    void javaSdksTakeATokenCredential() {
        JavaSdk.prepare(hub).run("AccessToken", provider);
    }
}
