package io.nave.storage.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.servicebound.FileNotification;
import io.nave.hub.servicebound.FileNotificationLimits;
import io.nave.hub.servicebound.FileNotificationQueue;
import io.nave.hub.servicebound.UploadedFile;
import io.nave.storage.redis.QueueScripts.Told;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * Notifications of uploaded files in Redis. One is text, in lines: the time it was enqueued, device, URI and name of the blob,
 * when that was last written, its size. A key for each upload says that it was told. From any thread.
 */
@Singleton
final class RedisFileNotificationQueue extends RedisServiceBoundQueue<FileNotification> implements FileNotificationQueue {

    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int NO_ROOM = -1;

    private final FileNotificationLimits limits;
    private final OutageReport outage;

    RedisFileNotificationQueue(RedisPipeline redis, FileNotificationLimits limits, Clock clock, HubMonitor monitor) {
        super(redis, QueueKeys.FILE_NOTIFICATIONS, clock, new Rules(limits.lock(), limits.maxDeliveryCount()));
        this.limits = limits;
        this.outage = new OutageReport("notifications of files in Redis", monitor, clock);
    }

    @Override
    public Uni<Void> add(String upload, Instant rememberUntil, UploadedFile file) {
        Instant now = scripts.now();
        Told told = new Told(upload, rememberUntil, now.plus(limits.timeToLive()), MAX_DEPTH, text(now, file));
        return send(scripts.tell(QueueKeys.FILE_NOTIFICATIONS, told)).invoke(RedisFileNotificationQueue::requireRoom)
                .replaceWithVoid();
    }

    private static void requireRoom(Response answer) {
        if (answer.toInteger() == NO_ROOM) {
            throw new HubException(ErrorCode.SERVICE_UNAVAILABLE, "There is no room for more notifications of files; have a"
                    + " back end read them, or give Redis more memory");
        }
    }

    private static String text(Instant enqueuedAt, UploadedFile file) {
        return String.join("\n", enqueuedAt.toString(), file.device().value(), file.blobUri(), file.blobName(),
                file.modifiedAt().toString(), Long.toString(file.size()));
    }

    @Override
    FileNotification message(LockToken token, int deliveryCount, String text) {
        String[] lines = text.split("\n", -1);
        UploadedFile file = new UploadedFile(new DeviceId(lines[1]), lines[2], lines[3], Instant.parse(lines[4]),
                Long.parseLong(lines[5]));
        return new FileNotification(token, deliveryCount, Instant.parse(lines[0]), file);
    }

    @Override
    public Multi<Void> upkeep() {
        return Multi.createFrom().ticks().every(PACE).onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> expireOrReport());
    }

    private Uni<Void> expireOrReport() {
        return expire().onFailure().invoke(outage::failed).onFailure().recoverWithNull();
    }
}
