import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubDeviceMaximumQueueDepthExceededException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubMessageTooLargeException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.messaging.DeliveryAcknowledgement;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.messaging.SendResult;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.DeviceStatus;
import com.microsoft.azure.sdk.iot.service.registry.Module;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/**
 * What iot-service-client is refused when it sends, by its own exceptions; the link goes on (service-protocols §6.4, semantics §5.1).
 */
public final class DeviceBoundRefusals {

    private static final int DEPTH = Integer.parseInt(System.getenv("DEPTH"));

    public static void main(String[] args) throws Exception {
        RegistryClient registry = new RegistryClient(Hub.OWNER);
        Device registered = Hub.createDevice("java-device-bound-refusals");
        try (Sender sender = new Sender(registered.getDeviceId())) {
            wrongAddresses(registry, registered, sender);
            wrongMessages(sender);
            Hub.checkEqual(sender.waiting(), 2L, "what is refused is not queued");
            DeviceClient client = Hub.newClient(registered);
            Inbox inbox = new Inbox(client);
            client.open(false);
            inbox.bodies(List.of("first", "second"), "what was accepted");
            inbox.noMore("nothing else");
            client.close();
            fullQueue(registered, sender);
        }
        System.exit(0);
    }

    private static void wrongAddresses(RegistryClient registry, Device registered, Sender sender) throws Exception {
        String id = registered.getDeviceId();
        Message message = Sender.message("x", null, DeliveryAcknowledgement.None);
        Hub.fails(IotHubNotFoundException.class, () -> sender.client().send("nosuch", message), "sending to no device");
        registry.addModule(new Module(id, "cam"));
        Hub.fails(IotHubNotFoundException.class, () -> sender.client().send(id, "cam", message), "sending to a module");
        Hub.fails(IotHubNotFoundException.class, () -> sender.client().send(id, "nosuch", message), "sending to no module");
        Device disabled = registry.getDevice(id);
        disabled.setStatus(DeviceStatus.Disabled);
        Device updated = registry.updateDevice(disabled);
        Hub.fails(IotHubNotFoundException.class, () -> sender.send("x"), "sending to a disabled device");
        updated.setStatus(DeviceStatus.Enabled);
        registry.updateDevice(updated);
        sender.send("first");
    }

    private static void wrongMessages(Sender sender) throws Exception {
        Message expired = Sender.message("x", null, DeliveryAcknowledgement.None);
        expired.setExpiryTimeUtc(new Date(System.currentTimeMillis() - 1_000));
        for (Message wrong : List.of(expired, Sender.message("x", "m".repeat(129), DeliveryAcknowledgement.None),
                Sender.message("x", "a b", DeliveryAcknowledgement.None))) {
            IotHubException refusal = Hub.fails(IotHubException.class, () -> sender.send(wrong), "sending what is wrong");
            Hub.check(refusal.getMessage().startsWith("com.microsoft:argument-error:"), refusal.getMessage());
        }
        for (byte[] body : List.of(new byte[65_537], new byte[256_000])) {
            Message large = Sender.message(body, null, DeliveryAcknowledgement.None, Map.of());
            Hub.fails(IotHubMessageTooLargeException.class, () -> sender.send(large), "sending " + body.length + " bytes");
        }
        Message withProperties = Sender.message(new byte[65_000], null, DeliveryAcknowledgement.None, Map.of("name", "x".repeat(600)));
        Hub.fails(IotHubMessageTooLargeException.class, () -> sender.send(withProperties), "sending too much in properties");
        sender.send("second");
    }

    private static void fullQueue(Device registered, Sender sender) throws Exception {
        Hub.checkEqual(sendMany(registered.getDeviceId(), sender, DEPTH).size(), 0, "refusals before the queue is full");
        List<IotHubException> refusals = sendMany(registered.getDeviceId(), sender, 5);
        Hub.checkEqual(refusals.size(), 5, "refusals when the queue is full");
        for (IotHubException refusal : refusals) {
            Hub.check(refusal instanceof IotHubDeviceMaximumQueueDepthExceededException, refusal + " is of the depth");
            Hub.check(refusal.getMessage().contains("Device Queue depth cannot exceed " + DEPTH + " messages"), refusal.getMessage());
        }
        Hub.checkEqual(sender.waiting(), (long) DEPTH, "messages waiting");
    }

    /** Sends that many messages without waiting for one before the next, and returns the refusals. */
    private static List<IotHubException> sendMany(String deviceId, Sender sender, int count) throws InterruptedException {
        BlockingQueue<SendResult> results = new LinkedBlockingQueue<>();
        for (int i = 0; i < count; i++) {
            sender.client().sendAsync(deviceId, Sender.message("m" + i, null, DeliveryAcknowledgement.None), results::add, null);
        }
        List<IotHubException> refusals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SendResult result = results.poll(Sender.PATIENCE, TimeUnit.MILLISECONDS);
            Hub.check(result != null, "result " + i + " of " + count + " arrives");
            if (!result.wasSentSuccessfully()) {
                refusals.add(result.getException());
            }
        }
        return refusals;
    }
}
