package io.nave.storage.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.FileNotification;
import io.nave.hub.servicebound.FileNotificationQueue;
import io.nave.hub.servicebound.FileNotificationQueueContract;
import io.nave.hub.servicebound.Settlement;
import io.nave.hub.servicebound.UploadedFile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Notifications of files in Redis keep to the contract, and are told once when Redis dies. */
final class RedisFileNotificationQueueIT extends FileNotificationQueueContract {

    @RegisterExtension
    static final RedisEngine ENGINE = new RedisEngine();

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TestReplica firstReplica;
    private TestReplica secondReplica;
    private FileNotificationQueue first;
    private FileNotificationQueue second;
    private Cancellable upkeep;

    @BeforeEach
    void start() {
        firstReplica = new TestReplica(ENGINE.settings(Duration.ofSeconds(5)), clock);
        secondReplica = new TestReplica(ENGINE.settings(Duration.ofSeconds(5)), clock);
        firstReplica.redis.sendAndAwait(Request.cmd(Command.FLUSHALL));
        first = queue(firstReplica);
        second = queue(secondReplica);
        upkeep = Multi.createBy().merging().streams(first.upkeep(), second.upkeep()).subscribe().with(x -> {
        });
    }

    private FileNotificationQueue queue(TestReplica replica) {
        return new RedisFileNotificationQueue(replica.pipeline, LIMITS, clock, replica.reported::add);
    }

    @AfterEach
    void end() {
        upkeep.cancel();
        firstReplica.close();
        secondReplica.close();
    }

    @Test
    void whatWasToldIsThereOnceAlthoughRedisIsKilled() {
        // given
        String upload = UUID.randomUUID().toString();
        UploadedFile file = new UploadedFile(new DeviceId("d1"), "https://h/c/d1/a", "d1/a", clock.instant(), 1);
        Instant end = clock.instant().plus(Duration.ofHours(1));
        first.add(upload, end, file).await().atMost(PATIENCE);
        // when
        ENGINE.kill();
        ENGINE.restart();
        awaitRedis();
        second.add(upload, end, file).await().atMost(PATIENCE);
        // then
        List<FileNotification> told = receive(second, "a", 10);
        assertThat(ids(told)).containsExactly("d1/a");
        assertThat(settled(first.complete(told.getFirst().token()))).isEqualTo(Settlement.DONE);
    }

    @Test
    void nothingIsKeptOfWhatIsOver() {
        // given
        tell("m-1", "m-2", "m-3");
        settled(first.complete(receiveOne("a").token()));
        // when
        pass(TIME_TO_LIVE);
        // then only the number that the last one had, and for a while that they were told
        await().untilAsserted(() -> assertThat(keys()).allMatch(key -> key.endsWith(":numbers") || key.contains(":told:")));
        assertThat(keys()).filteredOn(key -> key.contains(":told:")).hasSize(3).allMatch(this::endsByItself);
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        firstReplica.redis.sendAndAwait(Request.cmd(Command.KEYS).arg("nave:files:*")).forEach(key -> keys.add(key.toString()));
        return keys;
    }

    private boolean endsByItself(String key) {
        return firstReplica.redis.sendAndAwait(Request.cmd(Command.PTTL).arg(key)).toLong() > 0;
    }

    @Test
    void goneRedisIsToldToTheCaller() {
        // given
        UploadedFile file = new UploadedFile(new DeviceId("d1"), "https://h/c/d1/a", "d1/a", clock.instant(), 1);
        ENGINE.kill();
        try {
            // then
            LockToken token = LockToken.of(1, 1);
            for (Uni<?> call : List.of(first.receive("a", 1), first.complete(token), first.abandon(token),
                    first.reject(token), first.release("a"), first.add("u", clock.instant(), file))) {
                assertThat(catchThrowableOfType(HubException.class, () -> call.await().atMost(PATIENCE)).code())
                        .isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
            }
        } finally {
            ENGINE.restart();
        }
        awaitRedis();
    }

    @Override
    protected FileNotificationQueue first() {
        return first;
    }

    @Override
    protected FileNotificationQueue second() {
        return second;
    }

    private void awaitRedis() {
        for (FileNotificationQueue queue : List.of(first, second)) {
            await().ignoreExceptions().untilAsserted(() -> queue.release("nobody").await().atMost(PATIENCE));
        }
    }
}
