package io.nave.protocol.amqp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.identity.Addressees;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** The devices that can be sent to. While it is held, questions wait; answers come in the order of the questions. */
final class ListedAddressees implements Addressees {

    static final String GENERATION = "637121169262975883";

    private record Question(ClientId client, UniEmitter<? super String> emitter) {
    }

    private final Set<String> devices = ConcurrentHashMap.newKeySet();
    private final Deque<Question> waiting = new ArrayDeque<>();
    private boolean held;
    private int asked;

    void add(String device) {
        devices.add(device);
    }

    synchronized void hold() {
        held = true;
    }

    void letGo() {
        synchronized (this) {
            held = false;
        }
        for (Question next = poll(); next != null; next = poll()) {
            answer(next);
        }
    }

    private synchronized Question poll() {
        return waiting.poll();
    }

    /** How many questions there were. */
    synchronized int asked() {
        return asked;
    }

    @Override
    public Uni<String> generationOf(ClientId client) {
        return Uni.createFrom().emitter(emitter -> ask(new Question(client, emitter)));
    }

    private void ask(Question question) {
        synchronized (this) {
            asked++;
            if (held) {
                waiting.add(question);
                return;
            }
        }
        answer(question);
    }

    private void answer(Question question) {
        if (devices.contains(question.client().device().value())) {
            question.emitter().complete(GENERATION);
        } else {
            question.emitter().fail(new HubException(ErrorCode.DEVICE_NOT_FOUND, "There is no such device"));
        }
    }
}
