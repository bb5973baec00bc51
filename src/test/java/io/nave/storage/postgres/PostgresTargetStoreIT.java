package io.nave.storage.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.TestEngines;
import io.nave.hub.configurations.ConfigurationContent;
import io.nave.hub.configurations.ConfigurationId;
import io.nave.hub.configurations.ConfigurationSettings;
import io.nave.hub.configurations.Plans;
import io.nave.hub.configurations.TargetTwin;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What was planned for a twin is written once, and only for the twin and the configurations that it was planned for. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresTargetStoreIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ClientId device = ClientId.of("target-" + UUID.randomUUID());

    @Inject
    PostgresTargetStore store;

    @Inject
    PostgresConfigurationStore configurations;

    @Inject
    PostgresTwinStore twins;

    @Inject
    PostgresIdentityStore devices;

    @Inject
    PostgresStatements statements;

    @Test
    void planIsWrittenWithItsStampAndIsToldAsAPatch() {
        // given
        TargetTwin target = registered();
        // when
        OptionalLong version = await(store.apply(Plans.applying(target, "c", object("a", 1)), generation(), true));
        // then
        assertThat(version).hasValue(2);
        TargetTwin after = target();
        assertThat(after.states()).isEqualTo(Map.of("c", "applied"));
        JsonNode stamp = after.twin().desired().metadata().path("a");
        assertThat(stamp.path("$lastUpdatedBy").asText()).isEqualTo("c");
        assertThat(stamp.path("$lastUpdatedByDigest").asText()).isEqualTo("digest");
        assertThat(stamp.path("$lastUpdatedVersion").asLong()).isEqualTo(2);
        assertThat(after.twin().version()).isEqualTo(target.twin().version() + 1);
        List<DesiredChange> told = await(twins.changesAfter(device, 1));
        assertThat(told).singleElement().satisfies(change -> assertThat(change.patch()).hasValue("{\"a\": 1}"));
    }

    @Test
    void planForAnOlderTwinOrOtherConfigurationsChangesNothing() {
        // given
        TargetTwin before = registered();
        await(store.apply(Plans.applying(before, "c", object("a", 1)), generation(), false));
        TargetTwin present = target();
        // when
        OptionalLong late = await(store.apply(Plans.applying(before, "c", object("a", 2)), generation(), false));
        OptionalLong outdated = await(store.apply(Plans.applying(present, "c", object("a", 2)), generation() - 1, false));
        // then
        assertThat(late).isEmpty();
        assertThat(outdated).isEmpty();
        assertThat(target()).isEqualTo(present);
    }

    @Test
    void statesAloneAreNoWriteOfTheTwin() {
        // given
        TargetTwin before = registered();
        // when
        await(store.apply(Plans.targeting(before, "c"), generation(), true));
        // then
        assertThat(target().twin()).isEqualTo(before.twin());
        assertThat(target().states()).isEqualTo(Map.of("c", "targeted"));
    }

    @Test
    void whatIsTooLargeIsRefusedAndNothingIsWritten() {
        // given
        TargetTwin before = registered();
        ObjectNode large = object("a", 1);
        for (int i = 0; i < 9; i++) {
            large.put("s" + i, "x".repeat(4096));
        }
        // when
        HubException refusal = catchThrowableOfType(HubException.class,
                () -> await(store.apply(Plans.applying(before, "c", large), generation(), true)));
        // then
        assertThat(refusal.code()).isEqualTo(ErrorCode.TWIN_TOO_LARGE);
        assertThat(target()).isEqualTo(before);
    }

    @Test
    void lookAtAllTwinsHealsWhatNobodyNoticed() {
        // given
        registered();
        await(statements.run("update twin set tags = '{\"heal\": \"me\"}' where device_id = $1", device.device().value()));
        ConfigurationContent content = new ConfigurationContent(ConfigurationContent.Kind.DEVICE,
                object("properties.desired.healed", 1));
        ConfigurationId id = new ConfigurationId("heal-" + UUID.randomUUID());
        await(configurations.insert(id, content, new ConfigurationSettings("1.0", JsonNodeFactory.instance.objectNode(),
                "tags.heal = 'me'", 1, Map.of()), 100));
        awaitHealed();
        // when: behind the back of every trigger
        await(statements.run("update twin set desired = '{}', desired_metadata = '{}' where device_id = $1",
                device.device().value()));
        // then
        Awaitility.await().atMost(PATIENCE).until(this::isHealedByALook);
        await(configurations.delete(id, java.util.Optional.empty()));
    }

    private void awaitHealed() {
        Awaitility.await().atMost(PATIENCE).until(this::isHealed);
    }

    private boolean isHealed() {
        return target().twin().desired().content().path("healed").asInt() == 1;
    }

    /** A look that is under way when this is said to be due would forget it at its end, so it is said again. */
    private boolean isHealedByALook() {
        await(statements.run("update configuration_set set due_at = now()"));
        return isHealed();
    }

    private TargetTwin registered() {
        Device identity = new Device(device.device(), "1", new ETag("e1"), new DeviceStatus(true, "", Device.NEVER),
                new Credentials.Thumbprints("AB", ""), EdgeScope.NONE);
        await(devices.insert(List.of(new NewDevice(identity, List.of(), List.of()))));
        return target();
    }

    private TargetTwin target() {
        return await(store.targets(List.of(device))).getFirst();
    }

    private long generation() {
        return await(configurations.generation());
    }

    private static ObjectNode object(String name, int value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }
}
