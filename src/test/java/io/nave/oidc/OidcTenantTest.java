package io.nave.oidc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The settings of the provider: their names and defaults, and what becomes of them. */
class OidcTenantTest {

    private static final String URL = "https://keycloak.example.com/realms/nave";

    private static OidcConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().withMapping(OidcConfig.class).addDefaultInterceptors().addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build().getConfigMapping(OidcConfig.class);
    }

    private static List<OidcTenantConfig> tenants(Map<String, String> settings) {
        List<OidcTenantConfig> tenants = new ArrayList<>();
        new OidcTenant(config(settings)).create(new Recorded(tenants));
        return tenants;
    }

    @Test
    void withoutAnUrlThereIsNoProvider() {
        assertThat(tenants(Map.of())).isEmpty();
        assertThat(tenants(Map.of("nave.oidc.url", ""))).isEmpty();
    }

    @Test
    void defaults() {
        // when
        OidcTenantConfig tenant = tenants(Map.of("nave.oidc.url", URL)).getFirst();

        // then
        assertThat(tenant.authServerUrl()).contains(URL);
        assertThat(tenant.token().audience()).contains(List.of("nave"));
        assertThat(tenant.token().issuer()).isEmpty();
        assertThat(tenant.roles().roleClaimPath()).contains(List.of("realm_access/roles", "resource_access/nave/roles"));
        assertThat(tenant.tls().tlsConfigurationName()).isEmpty();
        assertThat(tenant.connectionTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void allSet() {
        // when
        OidcTenantConfig tenant = tenants(Map.of("nave.oidc.url", URL, "nave.oidc.issuer", "https://login.example.com",
                "nave.oidc.audience", "hub1", "nave.oidc.role-claims", "groups,a/b", "nave.oidc.tls", "keycloak",
                "nave.oidc.timeout", "500ms")).getFirst();

        // then
        assertThat(tenant.token().audience()).contains(List.of("hub1"));
        assertThat(tenant.token().issuer()).contains("https://login.example.com");
        assertThat(tenant.roles().roleClaimPath()).contains(List.of("groups", "a/b"));
        assertThat(tenant.tls().tlsConfigurationName()).contains("keycloak");
        assertThat(tenant.connectionTimeout()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void tokensAreCheckedHereOnlyAndNoRequestSelectsTheTenant() {
        // when
        OidcTenantConfig tenant = tenants(Map.of("nave.oidc.url", URL)).getFirst();

        // then
        assertThat(tenant.token().allowOpaqueTokenIntrospection()).isFalse();
        assertThat(tenant.token().allowJwtIntrospection()).isFalse();
        assertThat(tenant.tenantId().orElseThrow()).contains("/");
        assertThat(tenant.tenantPaths()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "keycloak", "keycloak.example.com/realms/nave", "ftp://keycloak/realms/nave",
            "https:///realms/nave",
            "file:/realm" })
    void wrongUrlStopsTheStart(String url) {
        assertThatThrownBy(() -> tenants(Map.of("nave.oidc.url", url))).hasMessageContaining("nave.oidc.url");
    }

    @ParameterizedTest
    @ValueSource(strings = { "0s", "31s", "50ms" })
    void wrongTimeoutStopsTheStart(String timeout) {
        assertThatThrownBy(() -> tenants(Map.of("nave.oidc.url", URL, "nave.oidc.timeout", timeout)))
                .hasMessageContaining("nave.oidc.timeout");
    }

    private record Recorded(List<OidcTenantConfig> tenants) implements Oidc {

        @Override
        public void create(OidcTenantConfig tenant) {
            tenants.add(tenant);
        }

        @Override
        public void createServiceApp(String url) {
            throw new AssertionError(url);
        }

        @Override
        public void createWebApp(String url, String id, String secret) {
            throw new AssertionError(url);
        }
    }
}
