package io.nave.hub.message;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** Takes messages and acknowledges them on a thread of its own, at once or when it is told to. */
public final class RecordingIntake implements MessageIntake, AutoCloseable {

    private final List<DeviceMessage> messages = new CopyOnWriteArrayList<>();
    private final List<Acknowledgement> held = new CopyOnWriteArrayList<>();
    private final ExecutorService store = Executors.newSingleThreadExecutor();
    private volatile boolean holding;
    private volatile boolean refusing;

    @Override
    public void accept(DeviceMessage message, Acknowledgement acknowledgement) {
        messages.add(message);
        if (refusing) {
            store.execute(() -> acknowledgement.refused(new HubException(ErrorCode.SERVER_BUSY, "too much is waiting")));
        } else if (holding) {
            held.add(acknowledgement);
        } else {
            store.execute(acknowledgement::stored);
        }
    }

    @Override
    public boolean takes(MessageSource source) {
        return false;
    }

    @Override
    public void acceptNotification(MessageSource source, DeviceMessage message, Acknowledgement acknowledgement) {
        throw new UnsupportedOperationException("Nobody notifies here");
    }

    /** From now on nothing is acknowledged by itself. */
    public void hold() {
        holding = true;
    }

    /** From now on every message is refused. */
    public void refuse() {
        refusing = true;
    }

    /** Acknowledges the message that was the n-th to be held, from 0. */
    public void acknowledge(int n) {
        Acknowledgement one = held.get(n);
        store.execute(one::stored);
    }

    public List<DeviceMessage> messages() {
        return messages;
    }

    @Override
    public void close() {
        store.shutdownNow();
    }
}
