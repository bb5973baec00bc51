package io.nave.oidc;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Lets the hub under test know its administrators by the realm {@code nave-tests} of a real Keycloak, which it reaches over a
 * link
 * that a test can cut. Tests have a field of type {@link AccessTokens}, and one of {@link CuttableLink} if they need it. With
 * the
 * argument {@code cut=true} the hub starts while Keycloak cannot be reached.
 */
public final class KeycloakLink implements QuarkusTestResourceLifecycleManager {

    static final String REALM = "nave-tests";

    private boolean cut;
    private @Nullable CuttableLink link;

    @Override
    public void init(Map<String, String> arguments) {
        cut = Boolean.parseBoolean(arguments.get("cut"));
    }

    @Override
    public Map<String, String> start() {
        CuttableLink started = new CuttableLink(KeycloakServer.port(), cut);
        link = started;
        return Map.of("nave.oidc.url", "http://127.0.0.1:" + started.port() + "/realms/" + REALM);
    }

    @Override
    public void inject(TestInjector injector) {
        if (link != null) {
            injector.injectIntoFields(link, new TestInjector.MatchesType(CuttableLink.class));
            injector.injectIntoFields(new AccessTokens(link.port()), new TestInjector.MatchesType(AccessTokens.class));
        }
    }

    @Override
    public void stop() {
        if (link != null) {
            link.close();
        }
    }
}
