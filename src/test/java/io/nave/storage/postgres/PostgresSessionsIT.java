package io.nave.storage.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
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
import io.nave.hub.identity.IdentityStore.ConnectingIdentity;
import io.nave.hub.identity.IdentityStore.NewDevice;
import io.nave.hub.message.MessageSource;
import io.nave.hub.notification.Notification;
import io.nave.launcher.LocalEngines;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** The stores answer on every thread, many at once, and say plainly when PostgreSQL is away. */
@QuarkusTest
@WithTestResource(TestEngines.class)
class PostgresSessionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    PostgresIdentityStore store;

    @Inject
    PostgresSessionStore sessions;

    @Inject
    Vertx vertx;

    LocalEngines engines;

    private static final Notification DELETED = new Notification(MessageSource.DEVICE_LIFECYCLE, ClientId.of("d"), "g",
            "deleteDeviceIdentity", Instant.EPOCH, "{}");

    private final ClientId client = ClientId.of("d-" + UUID.randomUUID());
    private final Device device = new Device(client.device(), "g", new ETag("e1"), new DeviceStatus(true, "", Device.NEVER),
            new Credentials.SymmetricKeys("cHJpbWFyeQ==", "c2Vjb25kYXJ5"), EdgeScope.NONE);

    @BeforeEach
    void insert() {
        store.insert(List.of(fresh())).await().atMost(LIMIT);
    }

    @Test
    void thousandConnectOnAPlainEventLoop() {
        // given
        Context plain = ((VertxInternal) vertx).createEventLoopContext();
        // when
        List<Optional<ConnectingIdentity>> found = on(plain, finds(1_000));
        // then
        assertThat(found).hasSize(1_000).containsOnly(Optional.of(new ConnectingIdentity(client, true, "g",
                device.credentials(), Optional.empty())));
    }

    @Test
    void hundredFindOnOneDuplicatedContext() {
        // given
        Context duplicated = ((VertxInternal) vertx).createEventLoopContext().duplicate();
        // when
        List<Optional<ConnectingIdentity>> found = on(duplicated, finds(100));
        // then
        assertThat(found).hasSize(100).allMatch(Optional::isPresent);
    }

    @Test
    void hundredForeignThreadsFind() {
        // given
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // when
            var found = Multi.createFrom().range(0, 100)
                    .onItem().transformToUni(i -> Uni.createFrom().item(this::findBlocking).runSubscriptionOn(threads))
                    .merge(100).collect().asList().await().atMost(LIMIT);
            // then
            assertThat(found).hasSize(100).allMatch(Optional::isPresent);
        }
    }

    @Test
    void workerThreadFinds() {
        // when
        Optional<ConnectingIdentity> found = vertx.executeBlocking(this::findBlocking).toCompletionStage()
                .toCompletableFuture().join();
        // then
        assertThat(found).isPresent();
    }

    @Test
    void oneStoreCallFollowsAnother() {
        // given
        Context plain = ((VertxInternal) vertx).createEventLoopContext();
        // when
        Device updated = on(plain, store.find(device.id())
                .chain(found -> store.update(found.orElseThrow().withEtag(new ETag("e2")), new ETag("e1"), List.of()))
                .call(() -> sessions.delete(client)));
        // then
        assertThat(updated.etag()).isEqualTo(new ETag("e2"));
    }

    @Test
    void callersWhoGoAwayLeaveNoConnectionBehind() {
        // given
        for (int i = 0; i < 200; i++) {
            store.findConnecting(client).subscribe().with(x -> {
            }).cancel();
        }
        // when
        Optional<Device> found = store.find(device.id()).await().atMost(LIMIT);
        // then
        assertThat(found).contains(device);
    }

    @Test
    void absentPostgresIsServiceUnavailableAndNothingElse() {
        // given
        engines.stopPostgres();
        try {
            // when
            List<Throwable> failures = Multi.createFrom().range(0, 100)
                    .onItem().transformToUni(i -> store.findConnecting(client).map(x -> (Throwable) null)
                            .onFailure().recoverWithItem(failure -> failure))
                    .merge(100).collect().asList().await().atMost(LIMIT);
            // then
            assertThat(failures).hasSize(100).allSatisfy(PostgresSessionsIT::isUnavailable);
            isUnavailable(failure(store.find(device.id())));
            isUnavailable(failure(store.insert(List.of(fresh()))));
            isUnavailable(failure(store.update(device, new ETag("e1"), List.of())));
            isUnavailable(failure(store.delete(device.id(), Optional.empty(), DELETED)));
        } finally {
            engines.restartPostgres();
        }
        await().ignoreExceptions().atMost(LIMIT).untilAsserted(() -> assertThat(findBlocking()).isPresent());
    }

    @Test
    void hungPostgresIsServiceUnavailable() throws Exception {
        // given
        assertThat(findBlocking()).isPresent();
        List<Long> pids = engines.postgresPids();
        signal("STOP", pids);
        try {
            // when
            HubException failure = failure(store.findConnecting(client));
            // then
            isUnavailable(failure);
        } finally {
            signal("CONT", pids);
        }
        await().ignoreExceptions().atMost(LIMIT).untilAsserted(() -> assertThat(findBlocking()).isPresent());
    }

    private NewDevice fresh() {
        return new NewDevice(device, List.of(), List.of());
    }

    private Uni<List<Optional<ConnectingIdentity>>> finds(int count) {
        return Multi.createFrom().range(0, count).onItem().transformToUni(i -> store.findConnecting(client))
                .merge(count).collect().asList();
    }

    private Optional<ConnectingIdentity> findBlocking() {
        return store.findConnecting(client).await().atMost(LIMIT);
    }

    private static <T> T on(Context context, Uni<T> uni) {
        CompletableFuture<T> result = new CompletableFuture<>();
        context.runOnContext(x -> uni.subscribe().with(result::complete, result::completeExceptionally));
        return Uni.createFrom().completionStage(result).await().atMost(LIMIT);
    }

    private static HubException failure(Uni<?> uni) {
        return catchThrowableOfType(HubException.class, () -> uni.await().atMost(LIMIT));
    }

    private static void isUnavailable(Throwable failure) {
        assertThat(((HubException) failure).code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    private static void signal(String name, List<Long> pids) throws Exception {
        for (long pid : pids) {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start().waitFor();
        }
    }
}
