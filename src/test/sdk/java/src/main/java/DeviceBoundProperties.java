import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.service.messaging.DeliveryAcknowledgement;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/**
 * What iot-service-client sends arrives at iot-device-client as it is (semantics §5.4, device-protocols §1.10). The device
 * SDK keeps the user id, the expiry and the kind of acknowledgement to itself.
 */
public final class DeviceBoundProperties {

    /** The device SDK takes names for the same that differ in their case only. */
    private static final Map<String, String> ODD = Map.of("with space", "a b", "plus+", "1+1", "and&", "x&y", "equals=", "a=b==",
            "percent%", "100% %20 %2B", "slash/", "/a/b/", "hash#", "#1", "quotes\"'", "\"'", "é", "ü ß 日本 😀", "(b)\\;:",
            "[{<>}]?,@");

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-device-bound-properties");
        DeviceClient client = Hub.newClient(registered);
        Inbox inbox = new Inbox(client);
        client.open(false);
        try (Sender sender = new Sender(registered.getDeviceId())) {
            systemProperties(sender, inbox);
            applicationProperties(sender, inbox);
            bodies(sender, inbox);
            inbox.noMore("each message once");
        }
        client.close();
        System.exit(0);
    }

    private static void systemProperties(Sender sender, Inbox inbox) throws Exception {
        Message message = Sender.message("all of them", "id-._:%+#*?!(),=@;$'", DeliveryAcknowledgement.None);
        message.setCorrelationId("to / what & why");
        message.setUserId("user@1");
        message.setExpiryTimeUtc(new Date(System.currentTimeMillis() + 3_600_000));
        message.setProperties(Map.of("key", "value"));
        sender.send(message);
        var received = inbox.next("a message with all properties");
        Hub.checkEqual(Inbox.text(received), "all of them", "body");
        Hub.checkEqual(received.getMessageId(), "id-._:%+#*?!(),=@;$'", "message id");
        Hub.checkEqual(received.getCorrelationId(), "to / what & why", "correlation id");
        Hub.checkEqual(Inbox.properties(received), Map.of("key", "value"), "properties");
    }

    private static void applicationProperties(Sender sender, Inbox inbox) throws Exception {
        sender.send(Sender.message(new byte[1], null, DeliveryAcknowledgement.None, ODD));
        Hub.checkEqual(Inbox.properties(inbox.next("odd properties")), new TreeMap<>(ODD), "odd properties");
        Map<String, String> withEmpty = Map.of("empty", "", "full", "x"); // over MQTT the device SDK fails on an empty value
        Map<String, String> expected = Hub.IS_AMQP ? withEmpty : Map.of("full", "x");
        sender.send(Sender.message(new byte[1], null, DeliveryAcknowledgement.None, withEmpty));
        Hub.checkEqual(Inbox.properties(inbox.next("an empty property")), expected, "with an empty one");
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            many.put("name-" + i, "value " + i);
        }
        sender.send(Sender.message(new byte[1], null, DeliveryAcknowledgement.None, many));
        Hub.checkEqual(Inbox.properties(inbox.next("many properties")), many, "many properties");
    }

    private static void bodies(Sender sender, Inbox inbox) throws Exception {
        byte[] binary = new byte[256];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = (byte) i;
        }
        byte[] large = new byte[65_000];
        new Random(1).nextBytes(large);
        for (byte[] body : List.of(new byte[0], binary, large)) {
            Message message = Sender.message(body, null, DeliveryAcknowledgement.None, Map.of());
            sender.send(message);
            Hub.check(Arrays.equals(inbox.next(body.length + " bytes").getBytes(), body), body.length + " bytes as they were sent");
        }
    }
}
