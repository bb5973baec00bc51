import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.service.messaging.DeliveryAcknowledgement;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackStatusCode;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/**
 * Messages wait for a device of iot-device-client that is away, in order, and come again when it did not acknowledge them (semantics
 * §5.1, §5.4, device-protocols §1.6, §1.10).
 */
public final class DeviceBoundAway {

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-device-bound-away");
        DeviceClient client = Hub.newClient(registered);
        Inbox inbox = new Inbox(client);
        try (Sender sender = new Sender(registered.getDeviceId()); FeedbackReader feedback = new FeedbackReader(registered)) {
            for (String round : List.of("early", "later", "last")) { // the device has never been there before the first
                List<String> bodies = IntStream.range(0, 20).mapToObj(i -> round + " " + i).toList();
                for (String body : bodies) {
                    sender.send(body);
                }
                Hub.checkEqual(sender.waiting(), 20L, "messages waiting");
                client.open(false);
                inbox.bodies(bodies, "what was sent while the device was away");
                sender.awaitEmpty();
                client.close();
            }
            comesAgainUntilAcknowledged(sender, client, inbox, feedback);
            anotherDeviceOfThatName(registered, sender);
            inbox.noMore("nothing for a client that is closed");
        }
        System.exit(0);
    }

    private static void comesAgainUntilAcknowledged(Sender sender, DeviceClient client, Inbox inbox, FeedbackReader feedback)
            throws Exception {
        inbox.answer(null);
        sender.send(Sender.message("stubborn", "stubborn", DeliveryAcknowledgement.Full));
        sender.send("behind it");
        for (int i = 0; i < 3; i++) {
            client.open(false);
            inbox.bodies(List.of("stubborn", "behind it"), "what was never acknowledged");
            Hub.checkEqual(sender.waiting(), 2L, "messages that are with their device count");
            client.close();
        }
        inbox.answer(IotHubMessageResult.COMPLETE);
        Instant opened = Instant.now();
        client.open(false);
        inbox.bodies(List.of("stubborn", "behind it"), "what was never acknowledged");
        sender.awaitEmpty();
        feedback.tells("stubborn", FeedbackStatusCode.success, opened);
        client.close();
        client.open(false);
        inbox.noMore("nothing after the acknowledgement");
        client.close();
        feedback.noMore("one record");
    }

    private static void anotherDeviceOfThatName(Device registered, Sender sender) throws Exception {
        sender.send("for the old one");
        RegistryClient registry = new RegistryClient(Hub.OWNER);
        registry.removeDevice(registered.getDeviceId());
        Device next = registry.addDevice(new Device(registered.getDeviceId()));
        Hub.checkEqual(sender.waiting(), 0L, "messages waiting for the new device");
        DeviceClient client = Hub.newClient(next);
        Inbox inbox = new Inbox(client);
        client.open(false);
        sender.send("for the new one");
        inbox.bodies(List.of("for the new one"), "only its own");
        inbox.noMore("nothing of a device that was deleted");
        client.close();
    }
}
