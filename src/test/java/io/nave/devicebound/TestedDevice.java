package io.nave.devicebound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.nave.devicebound.QueueCall.Delete;
import io.nave.devicebound.QueueCall.Enqueue;
import io.nave.devicebound.QueueCall.How;
import io.nave.devicebound.QueueCall.Purge;
import io.nave.devicebound.QueueCall.Receive;
import io.nave.devicebound.QueueCall.Release;
import io.nave.devicebound.QueueCall.Settle;
import io.nave.devicebound.QueueCall.TakeOver;
import io.nave.hub.devicebound.DeliveryAcknowledgement;
import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.devicebound.Received;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.LockToken;

/** A device whose back ends, connections and registry make random calls. */
final class TestedDevice {

    private static final int TOKENS = 24;

    private final DeviceId id;
    private final Random random;
    private final List<LockToken> tokens = new ArrayList<>();
    private final List<LockToken> held = new ArrayList<>();
    private final Set<LockToken> everGiven = new HashSet<>();
    private QueueId queue;
    private QueueId deleted;
    private int generations;
    private int connections;
    private int messages;
    private boolean connected;

    TestedDevice(String name, Random random) {
        this.id = new DeviceId(name);
        this.random = random;
        this.queue = new QueueId(id, "g0");
        this.deleted = queue;
    }

    boolean is(DeviceId device) {
        return id.equals(device);
    }

    QueueCall nextCall(Instant now) {
        int dice = random.nextInt(100);
        if (dice < 28) {
            return enqueue(now);
        }
        if (dice < 52) {
            return random.nextInt(3) == 0 ? new Receive(DeviceBoundQueue.NOBODY, 1) : receiveConnected();
        }
        if (dice < 93) {
            return settle();
        }
        return switch (dice) {
            case 93, 94 -> connect();
            case 95, 96, 97 -> new Release(random.nextInt(3) > 0 ? connection(connections) : connection(connections - 1));
            case 98 -> new Purge();
            default -> random.nextBoolean() ? new Delete() : connect();
        };
    }

    private Enqueue enqueue(Instant now) {
        DeliveryAcknowledgement[] kinds = DeliveryAcknowledgement.values();
        long life = 2L * switch (random.nextInt(6)) {
            case 0 -> random.nextInt(10_000);
            case 1 -> random.nextInt(60_000);
            default -> 300_000 + random.nextInt(1_500_000);
        } + 1;
        return new Enqueue(id + "-" + queue.generationId() + "-" + messages++, kinds[random.nextInt(kinds.length)],
                now.plusMillis(life));
    }

    private QueueCall receiveConnected() {
        return connected ? new Receive(connection(connections), 1 + random.nextInt(5)) : connect();
    }

    private TakeOver connect() {
        connected = true;
        held.clear();
        return new TakeOver(connection(random.nextInt(5) > 0 ? ++connections : connections));
    }

    private String connection(int number) {
        return id + "-connection-" + Math.max(1, number);
    }

    private QueueCall settle() {
        if (tokens.isEmpty()) {
            return receiveConnected();
        }
        List<LockToken> among = held.isEmpty() || random.nextInt(5) == 0 ? tokens : held;
        LockToken known = among.get(random.nextInt(among.size()));
        LockToken token = switch (random.nextInt(20)) {
            case 0 -> LockToken.of(known.sequenceNumber(), random.nextLong());
            case 1 -> LockToken.of(1L << 40, known.nonce());
            default -> known;
        };
        return new Settle(random.nextInt(3) == 0 ? How.ABANDON : How.values()[random.nextInt(3)], token);
    }

    /** Late calls go to the queue that was there before. */
    QueueId queueFor(QueueCall call) {
        if (call instanceof Delete) {
            deleted = queue;
            held.clear();
            queue = new QueueId(id, "g" + ++generations);
            return deleted;
        }
        boolean late = call instanceof Settle && random.nextInt(20) == 0;
        return late ? deleted : queue;
    }

    void replied(QueueId of, QueueCall call, Reply reply) {
        if (call instanceof Receive && reply instanceof Reply.Seen(Received received)) {
            received.messages().stream().map(LockedMessage::token).forEach(this::given);
        }
        if (call instanceof Settle settle) {
            held.remove(settle.token());
        }
    }

    private void given(LockToken token) {
        if (!everGiven.add(token)) {
            throw new AssertionError("Token " + token + " was given twice");
        }
        tokens.add(token);
        held.add(token);
        if (tokens.size() > TOKENS) {
            tokens.removeFirst();
        }
    }

    void loseConnection() {
        connected = false;
        connections++;
    }

    /** Queues that were deleted before the last one, when they are empty: nobody asks for them any more. */
    void forgetOld(Map<QueueId, QueueWorlds> known) {
        known.entrySet().removeIf(other -> other.getKey().device().equals(id) && !other.getKey().equals(queue)
                && !other.getKey().equals(deleted) && other.getValue().isOver());
    }
}
