package io.nave.storage.postgres;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.nave.TestEngines;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.nave.routing.RoutingDocument;
import io.nave.routing.endpoints.CustomEndpoint;
import io.nave.routing.endpoints.EndpointSecret;
import io.nave.routing.endpoints.WebhookSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is stored is sealed, with the key that is given now; with another key the hub does not start. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresKeysAtRestIT {

    private static final String OTHER = "b3RoZXIgb3RoZXIgb3RoZXIgb3RoZXIgb3RoZXIgMzI=";
    private static final Credentials.SymmetricKeys KEYS = new Credentials.SymmetricKeys("cHJpbWFyeSBwcmltYXJ5IQ==",
            "c2Vjb25kYXJ5IHNlY29uZGFyeQ==");

    @Inject
    PostgresSessions sessions;

    @Inject
    PostgresIdentityStore store;

    @Inject
    PostgresKeysAtRest keys;

    @Inject
    PostgresRouteStore routes;

    private final DeviceId id = new DeviceId("sealed-" + System.nanoTime());

    @AfterEach
    void sealWithTheKeyOfTheHub() {
        KeyVault back = new KeyVault(new VaultSettings(Optional.of(TestEngines.POLICY_KEY), "", Optional.of(List.of(OTHER))));
        PostgresKeysAtRest atRest = with(back);
        await(atRest.open());
        await(atRest.sealAll());
    }

    @Test
    void storedKeysAreSealedAndOpenAgain() {
        // when
        insert();

        // then
        assertThat(storedKey()).startsWith("v1.").doesNotContain(KEYS.primary());
        assertThat(await(store.find(id)).orElseThrow().credentials()).isEqualTo(KEYS);
    }

    @Test
    void keysThatWereStoredUnsealedAreSealed() {
        // given
        insert();
        execute("update device set primary_key = '" + KEYS.primary() + "', secondary_key = '" + KEYS.secondary()
                + "' where device_id = '" + id + "'");
        execute("update key_encryption set complete = false");

        // when
        await(keys.sealAll());

        // then
        assertThat(storedKey()).startsWith("v1.");
        assertThat(await(store.find(id)).orElseThrow().credentials()).isEqualTo(KEYS);
    }

    @Test
    void everythingIsSealedAnewWithANewKey() {
        // given
        insert();
        KeyVault rotated = new KeyVault(
                new VaultSettings(Optional.of(OTHER), "", Optional.of(List.of(TestEngines.POLICY_KEY))));
        PostgresKeysAtRest atRest = with(rotated);
        await(atRest.open());

        // when
        await(atRest.sealAll());

        // then
        assertThat(storedKey()).startsWith("v1." + rotated.presentId());
        PostgresKeysAtRest alone = with(
                new KeyVault(new VaultSettings(Optional.of(OTHER), "", Optional.empty())));
        await(alone.open());
        assertThatThrownBy(() -> await(keys.open())).as("the key of before").isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherKeyStopsTheStartAndChangesNothing() {
        // given
        PostgresKeysAtRest wrong = with(
                new KeyVault(new VaultSettings(Optional.of(OTHER), "", Optional.empty())));

        // then
        assertThatThrownBy(() -> await(wrong.open())).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nave.keys.encryption-key");
        await(keys.open());
    }

    @Test
    void secretsOfEndpointsAreSealedAndSealedAnewWithANewKey() {
        // given
        CustomEndpoint hook = new CustomEndpoint(7, "hook", CustomEndpoint.DEFAULT_TIME_TO_LIVE,
                new WebhookSettings(URI.create("https://host.test/"), Optional.of(new EndpointSecret("hush-hush")), 1,
                        Optional.empty()));
        RoutingDocument before = await(routes.load()).document();
        RoutingDocument wanted = new RoutingDocument(List.of(hook), before.routes(), before.fallback(), before.enrichments(),
                7);
        await(routes.change(present -> wanted));
        String sealed = storedRouting();
        KeyVault rotated = new KeyVault(
                new VaultSettings(Optional.of(OTHER), "", Optional.of(List.of(TestEngines.POLICY_KEY))));

        // when
        await(with(rotated).open());
        await(with(rotated).sealAll());

        // then
        assertThat(sealed).contains("v1.").doesNotContain("hush-hush");
        assertThat(storedRouting()).contains("v1." + rotated.presentId()).doesNotContain("hush-hush");
        PostgresRouteStore alone = new PostgresRouteStore(sessions,
                new KeyVault(new VaultSettings(Optional.of(OTHER), "", Optional.empty())));
        assertThat(await(alone.load()).document()).isEqualTo(wanted);
        await(alone.change(present -> before));
    }

    private PostgresKeysAtRest with(KeyVault vault) {
        return new PostgresKeysAtRest(sessions, vault, new PostgresRouteStore(sessions, vault));
    }

    private String storedRouting() {
        return await(sessions.call(session -> session.createNativeQuery("select document::text from routing", String.class)
                .getSingleResult()));
    }

    private void insert() {
        Device device = new Device(id, "g", new ETag("e"), DeviceStatus.ENABLED, KEYS, EdgeScope.NONE);
        await(store.insert(List.of(new NewDevice(device, List.of(), List.of()))));
    }

    private String storedKey() {
        return await(sessions.call(session -> session
                .createNativeQuery("select primary_key from device where device_id = :id", String.class)
                .setParameter("id", id.value()).getSingleResult()));
    }

    private void execute(String statement) {
        await(sessions.call(session -> session.createNativeQuery(statement).executeUpdate()));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
