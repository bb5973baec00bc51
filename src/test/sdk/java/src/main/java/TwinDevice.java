import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.microsoft.azure.sdk.iot.device.InternalClient;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import com.microsoft.azure.sdk.iot.device.twin.GetTwinCorrelatingMessageCallback;
import com.microsoft.azure.sdk.iot.device.twin.ReportedPropertiesUpdateCorrelatingMessageCallback;
import com.microsoft.azure.sdk.iot.device.twin.ReportedPropertiesUpdateResponse;
import com.microsoft.azure.sdk.iot.device.twin.Twin;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;

/** The twin as a device or a module of iot-device-client sees it: answers with a limit, and the changes that arrive, in order. */
final class TwinDevice {

    private static final int PATIENCE = 15_000; // milliseconds
    private static final int QUIET = 700;

    private final InternalClient client;
    private final BlockingQueue<TwinCollection> changes = new LinkedBlockingQueue<>();

    TwinDevice(InternalClient client) {
        this.client = client;
    }

    /** What the SDK demands before any other call for a twin, after each open. */
    TwinDevice subscribe() throws Exception {
        client.subscribeToDesiredProperties((twin, context) -> changes.add(twin.getDesiredProperties()), null, PATIENCE);
        return this;
    }

    Twin get() throws Exception {
        Answer answer = new Answer();
        client.getTwinAsync(answer, null);
        return Twin.createFromPropertiesJson(new String(answer.message().getBytes(), StandardCharsets.UTF_8));
    }

    /** Patches the reported properties and returns their new version. */
    int report(Map<String, Object> patch) throws Exception {
        return report(patch, null);
    }

    /** The same only if that is the version so far. */
    int report(Map<String, Object> patch, Integer version) throws Exception {
        TwinCollection properties = new TwinCollection(patch);
        properties.setVersion(version);
        Answer answer = new Answer();
        client.updateReportedPropertiesAsync(properties, answer, null);
        return answer.message().getVersion();
    }

    /** Fails unless the hub answers a reported patch with that error. */
    void reportFails(Map<String, Object> patch, IotHubStatusCode status) {
        IotHubClientException e = Hub.fails(IotHubClientException.class, () -> report(patch), "reporting " + patch.keySet());
        Hub.checkEqual(e.getStatusCode(), status, "status for " + patch.keySet());
    }

    /** The next change must be exactly that. */
    void changes(Map<String, Object> expected, int version) throws InterruptedException {
        TwinCollection change = changes.poll(PATIENCE, TimeUnit.MILLISECONDS);
        Hub.check(change != null, "version " + version + " arrives: " + expected);
        Hub.checkEqual(change, expected, "change of desired properties");
        Hub.checkEqual(change.getVersion(), version, "version of " + expected);
    }

    boolean hasChanges() {
        return !changes.isEmpty();
    }

    void forgetChanges() {
        changes.clear();
    }

    void noMoreChanges(String what) throws InterruptedException {
        Hub.checkEqual(changes.poll(QUIET, TimeUnit.MILLISECONDS), null, what);
    }

    /** What a get must show. */
    void checkTwin(Map<String, Object> desired, int desiredVersion, Map<String, Object> reported, int reportedVersion) throws Exception {
        Twin twin = get();
        Hub.checkEqual(twin.getDesiredProperties(), desired, "desired properties on the device");
        Hub.checkEqual(twin.getReportedProperties(), reported, "reported properties on the device");
        Hub.checkEqual(List.of(twin.getDesiredProperties().getVersion(), twin.getReportedProperties().getVersion()),
                List.of(desiredVersion, reportedVersion), "versions on the device");
    }

    /**
     * The answer to a request. The calls of the SDK that wait for it sometimes miss one that has arrived: its receiving thread may
     * forget the request before it is looked up (device-protocols §5.2). Of these two callbacks one is always called.
     */
    private static final class Answer implements GetTwinCorrelatingMessageCallback, ReportedPropertiesUpdateCorrelatingMessageCallback {

        private final CompletableFuture<IotHubTransportMessage> received = new CompletableFuture<>();

        IotHubTransportMessage message() throws Exception {
            IotHubTransportMessage message;
            try {
                message = received.get(PATIENCE, TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw (IotHubClientException) e.getCause();
            }
            IotHubStatusCode status = IotHubStatusCode.getIotHubStatusCode(Integer.parseInt(message.getStatus()));
            if (status != IotHubStatusCode.OK) {
                throw new IotHubClientException(status, new String(message.getBytes(), StandardCharsets.UTF_8));
            }
            return message;
        }

        @Override
        public void onResponseReceived(Twin twin, Message message, Object context, IotHubStatusCode status, IotHubClientException e) {
            received(message, e);
        }

        @Override
        public void onResponseReceived(Message message, Object context, IotHubStatusCode status,
                ReportedPropertiesUpdateResponse response, IotHubClientException e) {
            received(message, e);
        }

        private void received(Message message, IotHubClientException e) {
            if (e == null) {
                received.complete((IotHubTransportMessage) message);
            } else {
                received.completeExceptionally(e);
            }
        }

        @Override
        public void onResponseAcknowledged(Message message, Object context) {
            received.complete((IotHubTransportMessage) message);
        }

        @Override
        public void onRequestQueued(Message message, Object context) {
        }

        @Override
        public void onRequestSent(Message message, Object context) {
        }

        @Override
        public void onRequestAcknowledged(Message message, Object context, IotHubClientException e) {
        }
    }
}
