package io.nave.storage.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.nave.TestEngines;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.nave.hub.json.TwinJson;
import io.nave.hub.json.TwinText;
import io.nave.hub.queries.TwinSelections;
import io.nave.hub.twins.TwinStore;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What jobs and configurations find (semantics §7.1, §7.2). */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresTwinSelectionsIT {

    private static final Credentials THUMBPRINTS = new Credentials.Thumbprints("AB", "");

    private final String run = "sel-" + UUID.randomUUID();
    private final String mine = "tags.run = '" + run + "'";

    @Inject
    TwinSelections selections;

    @Inject
    TwinStore twins;

    @Inject
    PostgresIdentityStore devices;

    @BeforeEach
    void twins() {
        List<NewDevice> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(new NewDevice(new Device(id(i).device(), "g" + i, new ETag("e1"),
                    new DeviceStatus(true, "", Device.NEVER), THUMBPRINTS, EdgeScope.NONE), List.of(), List.of()));
        }
        await(devices.insert(all));
        for (int i = 0; i < 5; i++) {
            String patch = "{\"tags\":{\"run\":\"" + run + "\",\"n\":" + i + "}}";
            await(twins.write(id(i), TwinJson.readPatch(TwinText.object(patch.getBytes(UTF_8))), OptionalLong.empty(), false));
        }
    }

    private ClientId id(int i) {
        return new ClientId(new DeviceId(run + "-" + i), Optional.empty());
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(20));
    }

    @Test
    void selectedAreThoseThatMeetTheConditionInOrderAndFromAPlaceOn() {
        assertThat(await(selections.select(mine + " AND tags.n > 0", Optional.empty(), 3))).containsExactly(id(1), id(2),
                id(3));
        assertThat(await(selections.select(mine, Optional.of(id(2)), 3))).containsExactly(id(3), id(4));
        assertThat(await(selections.select("SELECT * FROM devices WHERE " + mine, Optional.empty(), 1))).containsExactly(id(0));
        assertThat(await(selections.select("FROM devices.modules WHERE " + mine, Optional.empty(), 3))).isEmpty();
    }

    @Test
    void amongCandidatesAreThoseThatMeetTheCondition() {
        List<ClientId> candidates = List.of(id(1), id(4), ClientId.of("nobody"), ClientId.of(run + "-1", "module"));
        assertThat(await(selections.among(candidates, "tags.n > 1"))).containsExactly(id(4));
        assertThat(await(selections.among(candidates, "*"))).containsExactly(id(1), id(4));
        assertThat(await(selections.among(List.of(), "*"))).isEmpty();
    }

    @Test
    void rowsOfAQueryAreCounted() {
        assertThat(await(selections.count("SELECT * FROM devices WHERE " + mine))).isEqualTo(5);
        assertThat(await(selections.count("SELECT TOP 2 deviceId FROM devices WHERE " + mine))).isEqualTo(2);
        assertThat(await(selections.count("SELECT COUNT() FROM devices WHERE " + mine))).isEqualTo(1);
        assertThat(await(selections.count("SELECT COUNT() FROM devices WHERE " + mine + " GROUP BY tags.n"))).isEqualTo(5);
        assertThat(await(selections.count("SELECT deviceId FROM devices WHERE configurations.[[c-1]].status = 'Applied' AND "
                + mine))).isZero();
    }

    @Test
    void whatIsNoConditionIsRefusedAtOnce() {
        for (String text : List.of("tags.a LIKE 'x'", "SELECT COUNT() FROM devices", "FROM devices.jobs",
                "FROM c WHERE a = 1")) {
            HubException refusal = catchThrowableOfType(HubException.class, () -> selections.check(text));
            assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
        }
        selections.check("");
        selections.check("tags.a = 'x'");
    }
}
