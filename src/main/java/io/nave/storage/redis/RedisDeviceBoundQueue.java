package io.nave.storage.redis;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.nave.hub.devicebound.DeliveryAcknowledgement;
import io.nave.hub.devicebound.DeviceBoundCodec;
import io.nave.hub.devicebound.DeviceBoundLimits;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.Enqueued;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.QueueView;
import io.nave.hub.devicebound.Received;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;
import io.nave.hub.identity.DeviceRemains;
import io.nave.hub.message.MessageBody;
import io.nave.hub.monitoring.HubMonitor;
import io.nave.hub.servicebound.Settlement;
import io.nave.storage.redis.QueueScripts.Arrival;
import io.nave.storage.redis.QueueScripts.Locking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * The queues of devices in Redis: every operation is one script and one round trip, with the keys of a device in one slot. The
 * end of a message and the feedback on it are written in one step, the feedback into the outbox of the device's bucket, from
 * where {@link FeedbackOutbox} fetches it. Calls reach Redis in the order in which they are made. From any thread.
 */
@Singleton
final class RedisDeviceBoundQueue implements DeviceBoundQueue, DeviceRemains {

    private static final int PURGED_AT_ONCE = 500;
    private static final int FULL = -1;
    private static final int OUT_OF_MEMORY = -2;

    private final RedisPipeline redis;
    private final FeedbackOutbox outbox;
    private final DeviceBoundLimits limits;
    private final QueueScripts scripts;
    private final QueueSweep sweep;
    private final List<Consumer<QueueId>> listeners = new CopyOnWriteArrayList<>();

    RedisDeviceBoundQueue(RedisPipeline redis, FeedbackOutbox outbox, DeviceBoundLimits limits, Clock clock,
            HubMonitor monitor) {
        this.redis = redis;
        this.outbox = outbox;
        this.limits = limits;
        this.scripts = new QueueScripts(clock, limits.deadLetters());
        this.sweep = new QueueSweep(redis, outbox, scripts, this::changed,
                new OutageReport("the expiry of messages in Redis", monitor, clock));
    }

    @Override
    public Uni<Enqueued> enqueue(QueueId queue, DeviceBoundMessage message, Instant expiresAt) {
        QueueKeys keys = QueueKeys.of(queue);
        MessageBody stored = MessageBody.of(DeviceBoundCodec.encode(scripts.now(), message));
        Arrival arrival = new Arrival(expiresAt, limits.maxDepth(), wish(message), stored);
        return send(keys, scripts.enqueue(keys, arrival)).map(answer -> enqueued(keys, answer)).invoke(() -> changed(queue));
    }

    /** What feedback is wanted, as the scripts read it. */
    private static String wish(DeviceBoundMessage message) {
        DeliveryAcknowledgement kind = message.acknowledgement();
        return kind == DeliveryAcknowledgement.NONE ? ""
                : kind.wireName().charAt(0) + " " + message.messageId().orElse("");
    }

    private Enqueued enqueued(QueueKeys keys, Response answer) {
        told(keys, answer.get(3));
        long number = answer.get(0).toLong();
        if (number == FULL) {
            throw new HubException(ErrorCode.DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED,
                    "Device Queue depth cannot exceed " + limits.maxDepth() + " messages");
        }
        if (number == OUT_OF_MEMORY) {
            throw new HubException(ErrorCode.DEVICE_MAXIMUM_QUEUE_SIZE_EXCEEDED,
                    "There is no room for more messages to devices; have some received, or give Redis more memory");
        }
        return new Enqueued(number, PresenceEntry.parse(answer.get(2).toString()).filter(PresenceEntry::isConnected)
                .map(PresenceEntry::incarnation));
    }

    @Override
    public Uni<Received> receive(QueueId queue, String connection, int max) {
        QueueKeys keys = QueueKeys.of(queue);
        Locking locking = scripts.locking(limits.lock());
        return send(keys, scripts.receive(keys, locking, connection, max))
                .invoke(answer -> told(keys, answer.get(0))).invoke(answer -> changedIf(answer.get(2), queue))
                .map(answer -> QueueAnswers.received(answer, locking));
    }

    @Override
    public Uni<Void> takeOver(QueueId queue, String connection) {
        QueueKeys keys = QueueKeys.of(queue);
        return send(keys, scripts.unlockOthers(keys, connection)).replaceWithVoid();
    }

    @Override
    public Uni<Void> release(QueueId queue, String connection) {
        QueueKeys keys = QueueKeys.of(queue);
        return send(keys, scripts.unlockOwn(keys, connection)).replaceWithVoid();
    }

    @Override
    public Uni<Settlement> complete(QueueId queue, LockToken token) {
        return settle(queue, token, "complete");
    }

    @Override
    public Uni<Settlement> reject(QueueId queue, LockToken token) {
        return settle(queue, token, "reject");
    }

    @Override
    public Uni<Settlement> abandon(QueueId queue, LockToken token) {
        return settle(queue, token, "abandon");
    }

    private Uni<Settlement> settle(QueueId queue, LockToken token, String action) {
        QueueKeys keys = QueueKeys.of(queue);
        return send(keys, scripts.settle(keys, token, action, limits.maxDeliveryCount()))
                .invoke(answer -> told(keys, answer.get(1))).invoke(() -> changed(queue))
                .map(QueueScripts::settlement);
    }

    @Override
    public Uni<Long> purge(QueueId queue) {
        return purge(QueueKeys.of(queue), "", 0).invoke(() -> changed(queue));
    }

    /** In steps, so that a deep queue does not hold up the others; what comes meanwhile stays. */
    private Uni<Long> purge(QueueKeys keys, String last, long before) {
        return send(keys, scripts.purge(keys, last, PURGED_AT_ONCE))
                .invoke(answer -> told(keys, answer.get(2)))
                .chain(answer -> goOn(keys, answer.get(1).toString(), before + answer.get(0).toLong()));
    }

    private Uni<Long> goOn(QueueKeys keys, String last, long purged) {
        return last.isEmpty() ? Uni.createFrom().item(purged) : purge(keys, last, purged);
    }

    @Override
    public Uni<Map<QueueId, Integer>> depths(Collection<QueueId> queues) {
        List<QueueId> asked = List.copyOf(queues);
        List<Uni<Integer>> depths = new ArrayList<>();
        asked.forEach(queue -> depths.add(depth(queue)));
        return asked.isEmpty() ? Uni.createFrom().item(Map.of())
                : Uni.join().all(depths).andFailFast().map(found -> nonEmpty(asked, found));
    }

    private Uni<Integer> depth(QueueId queue) {
        QueueKeys keys = QueueKeys.of(queue);
        Request count = Request.cmd(Command.ZCOUNT).arg(keys.expiry())
                .arg("(" + scripts.now().toEpochMilli()).arg("+inf");
        return send(keys, count).map(Response::toInteger);
    }

    private static Map<QueueId, Integer> nonEmpty(List<QueueId> asked, List<Integer> depths) {
        Map<QueueId, Integer> found = new HashMap<>();
        for (int i = 0; i < depths.size(); i++) {
            if (depths.get(i) > 0) {
                found.put(asked.get(i), depths.get(i));
            }
        }
        return found;
    }

    @Override
    public Uni<QueueView> view(QueueId queue, int max) {
        QueueKeys keys = QueueKeys.of(queue);
        Request dead = Request.cmd(Command.LRANGE).arg(keys.dead()).arg(0).arg(max - 1);
        return Uni.combine().all().unis(send(keys, scripts.view(keys, max)), send(keys, dead)).with(QueueAnswers::view);
    }

    @Override
    public Uni<Void> delete(QueueId queue) {
        QueueKeys keys = QueueKeys.of(queue);
        return send(keys, scripts.delete(keys)).replaceWithVoid();
    }

    @Override
    public Uni<Void> remove(DeviceId device, String generationId) {
        return delete(new QueueId(device, generationId));
    }

    @Override
    public void whenChanged(Consumer<QueueId> action) {
        listeners.add(action);
    }

    private void changed(QueueId queue) {
        listeners.forEach(listener -> listener.accept(queue));
    }

    private void changedIf(Response expired, QueueId queue) {
        if (expired.toInteger() > 0) {
            changed(queue);
        }
    }

    @Override
    public Multi<Void> upkeep() {
        return sweep.run();
    }

    /** Has the feedback fetched that a script has written. */
    private void told(QueueKeys keys, Response records) {
        if (records.toInteger() > 0) {
            outbox.written(keys.bucket());
        }
    }

    private Uni<Response> send(QueueKeys keys, Request request) {
        return Uni.createFrom().completionStage(() -> redis.send(keys.bucket(), request)).map(RedisDeviceBoundQueue::present);
    }

    private static Response present(@Nullable Response answer) {
        return Optional.ofNullable(answer).orElseThrow(() -> new IllegalStateException("Redis answered nothing"));
    }
}
