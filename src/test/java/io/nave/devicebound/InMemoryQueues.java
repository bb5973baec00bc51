package io.nave.devicebound;

import java.lang.reflect.Proxy;
import java.util.Random;

import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.servicebound.FeedbackQueue;
import io.smallrye.mutiny.Uni;

/** Queues that keep their promises, or do not, for the judge to be judged; in a crash some calls are done and some are not. */
final class InMemoryQueues implements QueuesUnderTest {

    private final DeviceBoundQueue queues;
    private final FeedbackQueue feedback;
    private Crash crash = Crash.NONE;
    private Random random = new Random(0);

    InMemoryQueues(DeviceBoundQueue queues, FeedbackQueue feedback) {
        this.queues = unreliable(DeviceBoundQueue.class, queues);
        this.feedback = unreliable(FeedbackQueue.class, feedback);
    }

    @Override
    public void expect(Crash next, Random chance) {
        crash = next;
        random = chance;
    }

    @Override
    public DeviceBoundQueue queues(int replica) {
        return queues;
    }

    @Override
    public FeedbackQueue feedback(int replica) {
        return feedback;
    }

    @Override
    public void replace(int replica) {
        crash = Crash.NONE;
    }

    @Override
    public void killEngine() {
        crash = Crash.NONE;
    }

    @Override
    public void restartEngine() {
        crash = Crash.NONE;
    }

    @Override
    public void close() {
        crash = Crash.NONE;
    }

    private <T> T unreliable(Class<T> port, T target) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] { port },
                (proxy, method, arguments) -> inCrash((Uni<?>) method.invoke(target, arguments))));
    }

    private Uni<?> inCrash(Uni<?> call) {
        HubException away = new HubException(ErrorCode.SERVICE_UNAVAILABLE, "Nobody knows");
        return switch (crash == Crash.NONE ? 2 : random.nextInt(3)) {
            case 0 -> Uni.createFrom().failure(away);
            case 1 -> call.onItem().failWith(() -> away);
            default -> call;
        };
    }
}
