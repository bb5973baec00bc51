package io.nave.hub.servicebound;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.nave.hub.id.DeviceId;
import io.smallrye.mutiny.Multi;

import static org.assertj.core.api.Assertions.assertThat;

/** What every FileNotificationQueue keeps to (semantics §7.4), between two replicas of a hub. */
public abstract class FileNotificationQueueContract extends ServiceBoundQueueContract<FileNotification> {

    /** Without anything configured, but for a shorter life. */
    protected static final FileNotificationLimits LIMITS = new FileNotificationLimits(TIME_TO_LIVE, LOCK, MAX_DELIVERY_COUNT);
    private static final Duration LIFE_OF_AN_UPLOAD = Duration.ofHours(1);

    private final DeviceId device = new DeviceId("d-" + UUID.randomUUID());

    @Override
    protected abstract FileNotificationQueue first();

    @Override
    protected abstract FileNotificationQueue second();

    @Test
    void notificationSaysWhatWasUploadedWhen() {
        // given
        UploadedFile file = new UploadedFile(device, "https://hub.example.com/files/d%20%C3%A9.txt", "d é%&\"\\.txt",
                Instant.parse("2026-02-02T02:40:00.123456Z"), 5L << 32);
        // when
        add(first(), UUID.randomUUID().toString(), file);
        // then
        FileNotification told = receiveOne("a");
        assertThat(told.file()).isEqualTo(file);
        assertThat(told.enqueuedAt()).isEqualTo(Instant.ofEpochMilli(T0));
        assertThat(told.deliveryCount()).isZero();
    }

    @Test
    void uploadIsToldOnceHoweverOftenItIsAdded() {
        // given
        String upload = UUID.randomUUID().toString();
        // when
        Multi.createFrom().range(0, 20)
                .onItem().transformToUni(i -> (i % 2 == 0 ? first() : second()).add(upload, forgottenAt(), file("m-1")))
                .merge(20).collect().last().await().atMost(PATIENCE);
        FileNotification told = receiveOne("a");
        assertThat(settled(first().complete(told.token()))).isEqualTo(Settlement.DONE);
        add(second(), upload, file("m-1"));
        // then
        assertThatNothingComes();
    }

    @Test
    void filesOfTheSameNameAreToldEach() {
        // when
        tell("m-1", "m-1");
        // then
        assertThat(ids(receive(second(), "a", 10))).containsExactly("m-1", "m-1");
    }

    @Override
    protected void tell(String... ids) {
        for (String id : ids) {
            add(first(), UUID.randomUUID().toString(), file(id));
        }
    }

    @Override
    protected String idOf(FileNotification message) {
        return message.file().blobName();
    }

    private void add(FileNotificationQueue queue, String upload, UploadedFile file) {
        queue.add(upload, forgottenAt(), file).await().atMost(PATIENCE);
    }

    private Instant forgottenAt() {
        return clock.instant().plus(LIFE_OF_AN_UPLOAD);
    }

    private UploadedFile file(String name) {
        return new UploadedFile(device, "https://hub.example.com/files/" + name, name, clock.instant(), 1);
    }
}
