import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.microsoft.azure.sdk.iot.service.messaging.DeliveryAcknowledgement;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClient;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/** What iot-service-client sends to one device, on one link for all of it. */
final class Sender implements AutoCloseable {

    static final int PATIENCE = 15_000; // milliseconds

    private final MessagingClient client = new MessagingClient(Hub.OWNER, Hub.SERVICE_TRANSPORT);
    private final String deviceId;

    Sender(String deviceId) throws Exception {
        this.deviceId = deviceId;
        client.open(PATIENCE);
    }

    MessagingClient client() {
        return client;
    }

    /** A message that asks for no feedback. */
    void send(String body) throws Exception {
        send(message(body, null, DeliveryAcknowledgement.None));
    }

    void send(Message message) throws Exception {
        client.send(deviceId, message, PATIENCE);
    }

    /** The SDK itself asks for full feedback when its user does not say. */
    static Message message(String body, String id, DeliveryAcknowledgement acknowledgement) {
        return message(body.getBytes(StandardCharsets.UTF_8), id, acknowledgement, Map.of());
    }

    static Message message(byte[] body, String id, DeliveryAcknowledgement acknowledgement, Map<String, String> properties) {
        Message message = new Message(body);
        message.setMessageId(id);
        message.setDeliveryAcknowledgement(acknowledgement);
        message.setProperties(properties);
        return message;
    }

    /** Messages in the device's queue as its identity shows it. */
    long waiting() throws Exception {
        return new RegistryClient(Hub.OWNER).getDevice(deviceId).getCloudToDeviceMessageCount();
    }

    void awaitEmpty() throws Exception {
        Hub.await(() -> waiting() == 0, "the queue to be empty");
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
    }
}
