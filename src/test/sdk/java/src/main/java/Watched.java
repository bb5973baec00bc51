import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;

/** What a client of iot-device-client says of its connection, in order. */
final class Watched {

    final DeviceClient client;
    private final BlockingQueue<IotHubConnectionStatus> statuses = new LinkedBlockingQueue<>();
    private final List<IotHubConnectionStatus> all = new CopyOnWriteArrayList<>();

    /** For a client that is not open yet. */
    Watched(DeviceClient client) {
        this.client = client;
        client.setConnectionStatusChangeCallback(change -> {
            all.add(change.getNewStatus());
            statuses.add(change.getNewStatus());
        }, null);
    }

    /** Answers every method with this text. */
    void answer(String text) throws Exception {
        client.subscribeToMethods((name, payload, context) -> new DirectMethodResponse(200, text), null, Sender.PATIENCE);
    }

    /** Waits until it says so; what it says before that is left out. */
    void becomes(IotHubConnectionStatus expected) throws InterruptedException {
        IotHubConnectionStatus status = statuses.poll(Sender.PATIENCE, TimeUnit.MILLISECONDS);
        while (status != null && status != expected) {
            status = statuses.poll(Sender.PATIENCE, TimeUnit.MILLISECONDS);
        }
        Hub.check(status != null, "the client becomes " + expected + ", after " + all);
    }

    /** Forgets what it has said. */
    void forget() {
        statuses.clear();
    }

    /** Fails if it has said anything since then. */
    void saidNothing(String what) {
        Hub.check(statuses.isEmpty(), what + ", but it became " + statuses);
    }
}
