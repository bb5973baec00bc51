package io.nave.protocol.amqp;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings what the store says of the messages of a connection back to its event loop, in one task for all that is there, and
 * writes the answers together. {@link #add} from any thread.
 */
final class StoredMessages {

    private final AmqpTransport transport;
    private final AmqpLoop loop;
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    StoredMessages(AmqpTransport transport, AmqpLoop loop) {
        this.transport = transport;
        this.loop = loop;
    }

    void add(Runnable answer) {
        answers.add(answer);
        if (scheduled.compareAndSet(false, true)) {
            loop.run(this::drain);
        }
    }

    private void drain() {
        scheduled.set(false);
        for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
            answer.run();
        }
        transport.flush();
    }
}
