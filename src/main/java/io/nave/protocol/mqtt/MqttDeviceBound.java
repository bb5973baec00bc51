package io.nave.protocol.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.devicebound.Received;
import io.nave.hub.id.LockToken;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.util.concurrent.ScheduledFuture;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;

/**
 * Delivers device-bound messages to one device that has subscribed to them (device-protocols §1.10): with QoS 1 a message is
 * complete when its PUBACK comes, with QoS 0 when it is written. At most {@link #WINDOW} are unacknowledged. A message whose
 * lock runs out comes again with the same packet id; its PUBACK counts once. Confined to the connection's event loop.
 *
 * <pre>
 *   idle ──woken, subscribed, lock over, room──► receiving ──messages──► writing ──► receiving … ──nothing──► idle
 *                                                    └── the queue fails ──► a pause ──► receiving
 * </pre>
 */
final class MqttDeviceBound {

    /** Unacknowledged messages of one connection (MQTT 5 of the service has 16, device-protocols §1.10). */
    static final int WINDOW = 16;

    private static final int MAX_REMEMBERED = 4 * WINDOW;
    private static final int LAST_PACKET_ID = 65_535;
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final MqttEndpoint endpoint;
    private final MqttGate gate;
    private final MqttSessionState state;
    private final MqttDeviceQueue queue;
    /** By packet id, in the order in which they were written. */
    private final Map<Integer, Delivery> window = new LinkedHashMap<>(2);
    /** Packet ids of messages whose lock ran out unacknowledged: they are not free for others. */
    private final Map<Long, Integer> overdue = new LinkedHashMap<>(2);
    private int lastPacketId;
    private boolean open;
    private boolean receiving;
    /** Somebody woke us while we were receiving. */
    private boolean again;
    /** The queue gave as many as were asked for, so it may have more; else whoever adds some wakes us. */
    private boolean more;
    private @Nullable ScheduledFuture<?> alarm;

    private record Delivery(LockToken token, Instant lockedUntil) {
    }

    MqttDeviceBound(MqttEndpoint endpoint, MqttGate gate, MqttSessionState state, MqttDeviceQueue queue) {
        this.endpoint = endpoint;
        this.gate = gate;
        this.state = state;
        this.queue = queue;
    }

    /** Begins to deliver as soon as the client is subscribed, after this time, which lets it prepare for messages. */
    void start(Duration patience) {
        if (open) {
            resume();
        } else if (isWanted()) {
            gate.eventLoop().schedule(this::open, patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean isWanted() {
        return queue.isDevice() && state.isSubscribed(queue.filter());
    }

    /** What an older connection of the device had comes to this one. */
    private void open() {
        if (!open && isWanted() && !gate.isClosing()) {
            open = true;
            receiving = true;
            await(queue.takeOver(), this::receive);
        }
    }

    /** Messages wait, or the client reads again. */
    void resume() {
        if (receiving) {
            again = true;
        } else if (open && isWanted() && gate.isWritable() && window.size() < WINDOW) {
            receiving = true;
            receive();
        }
    }

    private void receive() {
        if (gate.isClosing()) {
            return; // what would be locked now nobody would give back
        }
        again = false;
        int room = WINDOW - window.size();
        queue.receive(room).emitOn(gate.eventLoop())
                .subscribe().with(received -> received(received, room), this::failed);
    }

    private void await(Uni<Void> work, Runnable next) {
        work.emitOn(gate.eventLoop()).subscribe().with(done -> next.run(), this::failed);
    }

    private void failed(Throwable failure) {
        queue.report("receiving device-bound messages", failure);
        receiving = false;
        wakeAt(queue.now().plus(PAUSE));
    }

    private void received(Received received, int room) {
        receiving = false;
        more = received.messages().size() == room;
        if (gate.isClosing()) {
            return; // what was locked is given back by closed()
        }
        received.messages().forEach(this::deliver);
        received.nextAt().ifPresent(this::wakeAt);
        if (again || more) {
            resume();
        }
    }

    private void deliver(LockedMessage message) {
        Optional<String> topic = DeviceBoundTopic.of(queue.device(), message.message());
        if (topic.isEmpty()) {
            settle(queue.reject(message.token())); // MQTT has no topic that long
        } else if (state.qosOf(queue.filter()) == MqttQoS.AT_MOST_ONCE.value()) {
            write(topic.get(), message, MqttQoS.AT_MOST_ONCE, 0);
            settle(queue.complete(message.token()));
        } else {
            int packetId = packetIdOf(message);
            window.put(packetId, new Delivery(message.token(), message.lockedUntil()));
            write(topic.get(), message, MqttQoS.AT_LEAST_ONCE, packetId);
        }
    }

    private void write(String topic, LockedMessage message, MqttQoS qos, int packetId) {
        boolean duplicate = qos != MqttQoS.AT_MOST_ONCE && message.redelivered();
        endpoint.publish(topic, Buffer.buffer(message.message().body().bytes()), qos, duplicate, false, packetId);
    }

    private int packetIdOf(LockedMessage message) {
        Integer before = overdue.remove(message.sequenceNumber());
        if (before != null) {
            return before;
        }
        do {
            lastPacketId = lastPacketId == LAST_PACKET_ID ? 1 : lastPacketId + 1;
        } while (window.containsKey(lastPacketId) || overdue.containsValue(lastPacketId));
        return lastPacketId;
    }

    /** A PUBACK; that of a message whose lock is over is ignored. */
    void acknowledged(int packetId) {
        Delivery delivery = window.remove(packetId);
        if (delivery != null) {
            settle(queue.complete(delivery.token()));
            if (more) {
                resume();
            }
        }
    }

    private void settle(Uni<Void> settled) {
        settled.subscribe().with(done -> {
        }, failure -> queue.report("settling a device-bound message", failure));
    }

    private void wakeAt(Instant at) {
        if (alarm != null) {
            alarm.cancel(false);
        }
        long millis = Math.max(1, Duration.between(queue.now(), at).toMillis() + 1);
        alarm = gate.eventLoop().schedule(this::alarmed, millis, TimeUnit.MILLISECONDS);
    }

    private void alarmed() {
        Instant now = queue.now();
        window.entrySet().removeIf(entry -> isOverdue(entry, now));
        while (overdue.size() > MAX_REMEMBERED) {
            overdue.remove(overdue.keySet().iterator().next());
        }
        resume();
    }

    private boolean isOverdue(Map.Entry<Integer, Delivery> entry, Instant now) {
        boolean over = !entry.getValue().lockedUntil().isAfter(now);
        if (over) {
            overdue.put(entry.getValue().token().sequenceNumber(), entry.getKey());
        }
        return over;
    }

    /** Gives back what the client has not acknowledged, so that whoever comes next gets it at once. */
    void closed() {
        if (alarm != null) {
            alarm.cancel(false);
        }
        if (open) {
            settle(queue.release());
        }
    }
}
