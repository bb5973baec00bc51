import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.service.messaging.DeliveryAcknowledgement;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackStatusCode;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/**
 * What expires or is purged before its device comes is never delivered, and who asked hears of that (semantics §5.1, §5.3,
 * service-protocols §5.16).
 */
public final class DeviceBoundExpiry {

    private static final int LIFE = 1_500; // milliseconds

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-device-bound-expiry");
        DeviceClient client = Hub.newClient(registered);
        Inbox inbox = new Inbox(client);
        try (Sender sender = new Sender(registered.getDeviceId()); FeedbackReader feedback = new FeedbackReader(registered)) {
            expires(sender, feedback);
            Instant since = Instant.now();
            sender.send(Sender.message("marker", "marker", DeliveryAcknowledgement.Full));
            client.open(false);
            inbox.bodies(List.of("stays", "marker"), "what has not expired");
            feedback.tells("marker", FeedbackStatusCode.success, since); // and nothing before it
            client.close();
            isPurged(registered.getDeviceId(), sender, feedback);
            sender.send("after the purge");
            client.open(false);
            inbox.bodies(List.of("after the purge"), "what was sent after the purge");
            inbox.noMore("nothing that expired or was purged");
            feedback.noMore("nothing else");
        }
        client.close();
        System.exit(0);
    }

    private static void expires(Sender sender, FeedbackReader feedback) throws Exception {
        Date expiry = new Date(System.currentTimeMillis() + LIFE);
        sendOfEachKind(sender, "expires", expiry);
        sender.send("stays");
        Hub.checkEqual(sender.waiting(), 5L, "messages waiting");
        Hub.await(() -> System.currentTimeMillis() > expiry.getTime(), "the time of expiry");
        Hub.await(() -> sender.waiting() == 1, "the expired messages to be gone from the count");
        feedback.tellsAll(Map.of("expires-NegativeOnly", "Expired", "expires-Full", "Expired"));
    }

    /** The device SDK's name for this outcome is unknown; its description is the name on the wire. */
    private static void isPurged(String deviceId, Sender sender, FeedbackReader feedback) throws Exception {
        sendOfEachKind(sender, "purged", null);
        HttpResponse<String> purged = Rest.send("DELETE", "/devices/" + deviceId + "/commands");
        Hub.checkEqual(purged.statusCode(), 200, "status of the purge");
        Hub.checkEqual(purged.body(), "{\"deviceId\":\"" + deviceId + "\",\"moduleId\":null,\"totalMessagesPurged\":4}", "what was purged");
        Hub.checkEqual(sender.waiting(), 0L, "messages waiting");
        feedback.tellsAll(Map.of("purged-NegativeOnly", "Purged", "purged-Full", "Purged"));
    }

    private static void sendOfEachKind(Sender sender, String name, Date expiry) throws Exception {
        for (DeliveryAcknowledgement acknowledgement : DeliveryAcknowledgement.values()) {
            Message message = Sender.message(name, name + "-" + acknowledgement, acknowledgement);
            message.setExpiryTimeUtc(expiry);
            sender.send(message);
        }
    }
}
