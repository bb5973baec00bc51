package io.nave.hub.servicebound;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.LockToken;
import io.smallrye.mutiny.Uni;

/** Notifications of files in memory, that can be away for those who add to them. */
public final class InMemoryFileNotificationQueue extends InMemoryServiceBoundQueue<FileNotification, UploadedFile>
        implements FileNotificationQueue {

    /** What was added, in order. */
    public final List<UploadedFile> added = new CopyOnWriteArrayList<>();
    private final Set<String> uploads = new HashSet<>();
    private volatile @Nullable RuntimeException away;

    /** Empty. */
    public InMemoryFileNotificationQueue(FileNotificationLimits limits, Clock clock) {
        super(new Rules(limits.timeToLive(), limits.lock(), limits.maxDeliveryCount()), clock);
    }

    /** Nothing can be added from now on; with null it can. */
    public void fail(@Nullable RuntimeException failure) {
        away = failure;
    }

    @Override
    public Uni<Void> add(String upload, Instant rememberUntil, UploadedFile file) {
        return Uni.createFrom().voidItem().invoke(() -> addNow(upload, file));
    }

    private synchronized void addNow(String upload, UploadedFile file) {
        RuntimeException failure = away;
        if (failure != null) {
            throw failure;
        }
        if (uploads.contains(upload)) {
            return;
        }
        if (depth() >= MAX_DEPTH) {
            throw new HubException(ErrorCode.SERVICE_UNAVAILABLE, "There is no room");
        }
        uploads.add(upload);
        added.add(file);
        put(file);
    }

    @Override
    FileNotification message(LockToken token, int deliveryCount, Instant enqueuedAt, UploadedFile file) {
        return new FileNotification(token, deliveryCount, enqueuedAt, file);
    }
}
