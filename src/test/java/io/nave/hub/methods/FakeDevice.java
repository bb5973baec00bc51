package io.nave.hub.methods;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

import io.nave.hub.connections.ConnectionProof;
import io.nave.hub.connections.ConnectionProof.Evidence;
import io.nave.hub.connections.DesiredChange;
import io.nave.hub.connections.DeviceConnection;
import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodAnswer.Result;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.id.ClientId;
import io.nave.hub.monitoring.CutReason;

/** A connected device that answers when a test says so, and knows no time-out of its own. */
final class FakeDevice implements DeviceConnection {

    private record Asked(MethodRequest request, Consumer<MethodAnswer> answer) {
    }

    private final ClientId client;
    private final Queue<Asked> asked = new ArrayDeque<>();
    private boolean subscribed = true;

    FakeDevice(ClientId client) {
        this.client = client;
    }

    FakeDevice withoutMethods() {
        subscribed = false;
        return this;
    }

    void subscribe() {
        subscribed = true;
    }

    /** How many calls it has not answered. */
    int waiting() {
        return asked.size();
    }

    /** The oldest call that it has not answered. */
    MethodRequest request() {
        return asked.element().request();
    }

    /** Answers the oldest call. */
    void answer(int status, String payload) {
        answer(new Result(status, payload));
    }

    void answer(MethodAnswer answer) {
        asked.remove().answer().accept(answer);
    }

    @Override
    public void invoke(MethodRequest request, Consumer<MethodAnswer> answer) {
        if (subscribed) {
            asked.add(new Asked(request, answer));
        } else {
            answer.accept(MethodAnswer.NOT_ONLINE);
        }
    }

    @Override
    public ClientId client() {
        return client;
    }

    @Override
    public ConnectionProof proof() {
        return new ConnectionProof("gen", "10.0.0.1", new Evidence.OwnKey("f"));
    }

    @Override
    public void desiredChanged(DesiredChange change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void cut(CutReason reason) {
        throw new UnsupportedOperationException();
    }
}
