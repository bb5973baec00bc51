package io.nave.storage.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.nave.TestEngines;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;
import io.nave.hub.identity.Credentials;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.DeviceStatus;
import io.nave.hub.identity.EdgeScope;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.nave.hub.identity.Module;
import io.nave.hub.json.TwinText;
import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.Notification;
import io.nave.hub.twins.ReportedPatch;
import io.nave.hub.twins.TwinIdentity;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinStore;
import io.nave.hub.twins.TwinStoreContract;
import io.nave.hub.twins.TwinWrite;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Twins in PostgreSQL keep to the contract, live as long as their identities, and leave what back ends are told. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresTwinStoreIT extends TwinStoreContract {

    private static final Credentials THUMBPRINTS = new Credentials.Thumbprints("AB", "");

    private final ClientId told = ClientId.of("told-" + UUID.randomUUID());

    @Inject
    PostgresTwinStore store;

    @Inject
    PostgresIdentityStore devices;

    @Inject
    PostgresModuleStore modules;

    @Inject
    PostgresNotificationOutbox outbox;

    @Override
    protected TwinStore store() {
        return store;
    }

    @Override
    protected void register(ClientId client, String generationId) {
        if (client.module().isPresent()) {
            await(modules.insert(new Module(client, generationId, new ETag("e1"), "", THUMBPRINTS), 50,
                    lifecycle(client, "created")));
        } else {
            Device device = new Device(client.device(), generationId, new ETag("e1"), new DeviceStatus(true, "", Device.NEVER),
                    THUMBPRINTS, EdgeScope.NONE);
            await(devices.insert(List.of(new NewDevice(device, List.of(), List.of()))));
        }
    }

    @Test
    void twinShowsItsIdentity() {
        register(told, "1");
        assertThat(await(store.find(told)).orElseThrow().identity()).isEqualTo(new TwinIdentity("1", new ETag("e1"),
                new TwinIdentity.Status(true, "", Device.NEVER), "selfSigned", new TwinIdentity.Thumbprints("AB", ""),
                new TwinIdentity.Scope(false, "", List.of())));
    }

    @Test
    void twinGoesWithItsIdentityAndANewOneStartsAnew() {
        // given
        ClientId module = ClientId.of(told.device().value(), "m");
        register(told, "1");
        register(module, "2");
        report(told, "1", "{\"a\":1}");
        report(module, "2", "{\"a\":1}");
        // when
        await(modules.delete(module, Optional.empty(), lifecycle(module, "deleteDeviceIdentity")));
        // then
        assertThat(await(store.find(module))).isEmpty();
        assertThat(await(store.find(told))).isPresent();
        register(module, "3");
        assertThat(await(store.find(module)).orElseThrow().twin().version()).isEqualTo(2);
        // and
        await(devices.delete(told.device(), Optional.empty(), lifecycle(told, "deleteDeviceIdentity")));
        assertThat(await(store.find(told))).isEmpty();
        assertThat(await(store.find(module))).isEmpty();
        register(told, "4");
        assertThat(await(store.find(told)).orElseThrow().twin().version()).isEqualTo(2);
    }

    /** What costs most for its size: thousands of objects in an object. */
    @Test
    void patchOfThousandsOfObjectsIsMergedInAMoment() {
        // given
        register(told, "1");
        StringBuilder patch = new StringBuilder("{\"first\":1");
        for (int i = 0; i < 4000; i++) {
            patch.append(",\"").append(i).append("\":{\"a\":null}");
        }
        // when
        long begin = System.nanoTime();
        report(told, "1", patch.append('}').toString());
        // then
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    }

    /** What counts nothing is bounded all the same. */
    @Test
    void sectionOfEmptyValuesDoesNotGrowForEver() {
        // given
        register(told, "1");
        String many = "[" + "\"\",".repeat(9000) + "\"\"]";
        // then
        for (int i = 0; i < 3; i++) {
            report(told, "1", "{\"k" + i + "\":" + many + "}");
        }
        assertThat(catchThrowableOfType(HubException.class, () -> report(told, "1", "{\"k3\":" + many + "}")).code())
                .isEqualTo(ErrorCode.TWIN_TOO_LARGE);
    }

    @Test
    void deletionTellsTheTwinAsItWas() {
        // given
        register(told, "1");
        report(told, "1", "{\"a\":1}");
        forward();
        // when
        await(devices.delete(told.device(), Optional.empty(), lifecycle(told, "deleteDeviceIdentity")));
        // then
        Notification deleted = forward().getLast();
        assertThat(deleted.source()).isEqualTo(MessageSource.DEVICE_LIFECYCLE);
        assertThat(withoutTimes(deleted)).isEqualTo("{\"etag\":\"AAAAAAAAAAE=\",\"version\":3,\"deviceId\":\"" + told + "\","
                + "\"properties\":{\"desired\":{\"$version\":1,\"$metadata\":{\"$lastUpdated\":\"T\"}},"
                + "\"reported\":{\"a\":1,\"$version\":2,\"$metadata\":{\"a\":{\"$lastUpdated\":\"T\"},\"$lastUpdated\":\"T\"}}}}");
    }

    /** The bodies of semantics §2.3; deleted keys stand in them as null. */
    @Test
    void everyWriteTellsWhatItChanged() {
        // given
        register(told, "1");
        await(store.announceModel(told, "dtmi:a:B;1"));
        forward();
        // when
        report(told, "1", "{\"a\":{\"b\":1,\"gone\":null}}");
        write("{\"t\":null}", "{\"x\":[1]}", false);
        write("{\"t\":1}", "{\"y\":2}", true);
        refuse();
        // then
        List<Notification> all = forward();
        assertThat(all).extracting(Notification::opType).containsExactly("updateTwin", "updateTwin", "replaceTwin");
        assertThat(all).allMatch(one -> one.source() == MessageSource.TWIN_CHANGE && one.client().equals(told)
                && one.generationId().equals("1") && one.modelId().equals("dtmi:a:B;1")
                && Duration.between(one.at(), Instant.now()).abs().toMinutes() < 5);
        assertThat(all).extracting(PostgresTwinStoreIT::withoutTimes).containsExactly(
                "{\"version\":3,\"properties\":{\"reported\":{\"a\":{\"b\":1,\"gone\":null},\"$version\":2,"
                        + "\"$metadata\":{\"a\":{\"b\":{\"$lastUpdated\":\"T\"},\"$lastUpdated\":\"T\"},\"$lastUpdated\":\"T\"}}}}",
                "{\"tags\":{\"t\":null},\"version\":4,\"properties\":{\"desired\":{\"x\":[1],\"$version\":2,"
                        + "\"$metadata\":{\"x\":{\"$lastUpdated\":\"T\",\"$lastUpdatedVersion\":2},"
                        + "\"$lastUpdated\":\"T\",\"$lastUpdatedVersion\":2}}}}",
                "{\"etag\":\"AAAAAAAAAAM=\",\"tags\":{\"t\":1},\"version\":5,\"deviceId\":\"" + told + "\",\"properties\":{"
                        + "\"desired\":{\"y\":2,\"$version\":3,\"$metadata\":{\"y\":{\"$lastUpdated\":\"T\",\"$lastUpdatedVersion\":3},"
                        + "\"$lastUpdated\":\"T\",\"$lastUpdatedVersion\":3}},"
                        + "\"reported\":{\"a\":{\"b\":1},\"$version\":2,\"$metadata\":{\"a\":{\"b\":{\"$lastUpdated\":\"T\"},"
                        + "\"$lastUpdated\":\"T\"},\"$lastUpdated\":\"T\"}}}}");
    }

    private void refuse() {
        ReportedPatch stale = new ReportedPatch(TwinPatch.of(TwinSection.REPORTED, TwinText.object("{}".getBytes(UTF_8))),
                OptionalLong.of(7));
        assertThat(store.report(told, Optional.of("1"), stale, true).onFailure().recoverWithItem(-1L).await()
                .atMost(Duration.ofSeconds(10)))
                .isEqualTo(-1);
    }

    /** Hands over everything that waits; answers what is about this test's device. */
    private List<Notification> forward() {
        List<Notification> all = new ArrayList<>();
        while (await(outbox.forward(100, some -> Uni.createFrom().voidItem().invoke(() -> all.addAll(some)))) > 0) {
            assertThat(all).isNotEmpty();
        }
        return all.stream().filter(one -> one.client().equals(told)).toList();
    }

    private static String withoutTimes(Notification one) {
        String body = TwinText.object(one.body().getBytes(UTF_8)).toString();
        return body.replaceAll("\"\\$lastUpdated\":\"[^\"]*\"", "\"\\$lastUpdated\":\"T\"");
    }

    private void report(ClientId client, String generation, String patch) {
        await(store.report(client, Optional.of(generation), new ReportedPatch(
                TwinPatch.of(TwinSection.REPORTED, TwinText.object(patch.getBytes(UTF_8))), OptionalLong.empty()), true));
    }

    private void write(String tags, String desired, boolean replace) {
        await(store.write(told, new TwinWrite(
                Optional.of(TwinPatch.of(TwinSection.TAGS, TwinText.object(tags.getBytes(UTF_8)))),
                Optional.of(TwinPatch.of(TwinSection.DESIRED, TwinText.object(desired.getBytes(UTF_8)))), replace),
                OptionalLong.empty(), true));
    }

    private static Notification lifecycle(ClientId client, String opType) {
        return new Notification(MessageSource.DEVICE_LIFECYCLE, client, "1", opType, Instant.EPOCH, "{}", "");
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
