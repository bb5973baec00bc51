package io.nave.storage.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.ServiceBoundMessage;
import io.nave.hub.servicebound.ServiceBoundQueue;
import io.nave.hub.servicebound.Settlement;
import io.nave.storage.redis.QueueScripts.Locking;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;

/**
 * What waits for back ends in Redis: a queue like that of a device, but one for the whole hub, and whose messages are text.
 * From
 * any thread.
 */
abstract class RedisServiceBoundQueue<M extends ServiceBoundMessage> implements ServiceBoundQueue<M> {

    /** How long a message is with who receives it, and how often it may be given back. */
    record Rules(Duration lock, int maxDeliveryCount) {
    }

    private final RedisPipeline redis;
    private final QueueKeys queue;
    final QueueScripts scripts;
    private final Rules rules;

    RedisServiceBoundQueue(RedisPipeline redis, QueueKeys queue, Clock clock, Rules rules) {
        this.redis = redis;
        this.queue = queue;
        this.scripts = new QueueScripts(clock, 0);
        this.rules = rules;
    }

    /** A message as it was stored. */
    abstract M message(LockToken token, int deliveryCount, String text);

    @Override
    public Uni<List<M>> receive(String receiver, int max) {
        Locking locking = scripts.locking(rules.lock());
        return send(scripts.receive(queue, locking, receiver, max)).map(answer -> messages(answer, locking));
    }

    private List<M> messages(Response answer, Locking locking) {
        List<M> messages = new ArrayList<>();
        for (int i = QueueAnswers.RECEIVED_HEADER; i < answer.size(); i += QueueAnswers.FIELDS_OF_A_MESSAGE) {
            messages.add(message(LockToken.of(answer.get(i).toLong(), locking.nonce()), answer.get(i + 1).toInteger(),
                    answer.get(i + 3).toString()));
        }
        return messages;
    }

    @Override
    public Uni<Settlement> complete(LockToken token) {
        return settle(token, "complete");
    }

    @Override
    public Uni<Settlement> abandon(LockToken token) {
        return settle(token, "abandon");
    }

    @Override
    public Uni<Settlement> reject(LockToken token) {
        return settle(token, "reject");
    }

    private Uni<Settlement> settle(LockToken token, String action) {
        return send(scripts.settle(queue, token, action, rules.maxDeliveryCount())).map(QueueScripts::settlement);
    }

    @Override
    public Uni<Void> release(String receiver) {
        return send(scripts.unlockOwn(queue, receiver)).replaceWithVoid();
    }

    Uni<Void> expire() {
        return send(scripts.expire(queue)).replaceWithVoid();
    }

    Uni<Response> send(Request request) {
        return Uni.createFrom().completionStage(() -> redis.send(request));
    }
}
