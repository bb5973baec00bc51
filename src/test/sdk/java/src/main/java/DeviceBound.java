import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.service.messaging.DeliveryAcknowledgement;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackStatusCode;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/**
 * iot-service-client sends messages to a device of iot-device-client and reads the feedback that it asked for
 * (semantics §5.1-5.3, device-protocols §1.10, §2.8, §3.4, service-protocols §6.4, §6.5).
 */
public final class DeviceBound {

    /** Of the hub: how often a message may be abandoned. */
    private static final int MOST_DELIVERIES = 10;

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-device-bound");
        DeviceClient client = Hub.newClient(registered);
        Inbox inbox = new Inbox(client);
        client.open(false);
        try (Sender sender = new Sender(registered.getDeviceId()); FeedbackReader feedback = new FeedbackReader(registered)) {
            eachAcknowledgement(sender, inbox, feedback);
            whatTheSdkSendsByItself(sender, inbox, feedback);
            if (Hub.IS_AMQP || Hub.IS_HTTPS) {
                eachResultSettles(sender, inbox, feedback);
            } else {
                everyResultCompletes(sender, inbox, feedback);
            }
            countIsExact(sender, client, inbox, feedback);
            batchThatIsAbandonedComesAgain(sender, inbox, feedback);
            inbox.noMore("each message once");
            feedback.noMore("each record once, and none that was not asked for");
        }
        client.close();
        System.exit(0);
    }

    private static void eachAcknowledgement(Sender sender, Inbox inbox, FeedbackReader feedback) throws Exception {
        Instant since = Instant.now();
        for (DeliveryAcknowledgement acknowledgement : List.of(DeliveryAcknowledgement.None, DeliveryAcknowledgement.NegativeOnly,
                DeliveryAcknowledgement.PositiveOnly, DeliveryAcknowledgement.Full)) {
            String id = "id-" + acknowledgement;
            sender.send(Sender.message("asked for " + acknowledgement, id, acknowledgement));
            var received = inbox.next(id);
            Hub.checkEqual(Inbox.text(received), "asked for " + acknowledgement, "body");
            Hub.checkEqual(received.getMessageId(), id, "message id");
        }
        feedback.tells("id-PositiveOnly", FeedbackStatusCode.success, since);
        feedback.tells("id-Full", FeedbackStatusCode.success, since);
    }

    /** Full feedback and a correlation id, but no message id. */
    private static void whatTheSdkSendsByItself(Sender sender, Inbox inbox, FeedbackReader feedback) throws Exception {
        Instant since = Instant.now();
        Message message = new Message("as it is");
        Hub.checkEqual(message.getMessageId(), null, "message id");
        sender.send(message);
        var received = inbox.next("a message as the SDK makes it");
        Hub.checkEqual(Inbox.text(received), "as it is", "body");
        Hub.checkEqual(received.getCorrelationId(), message.getCorrelationId(), "correlation id");
        feedback.tells("", FeedbackStatusCode.success, since);
    }

    /** MQTT has nothing but PUBACK (device-protocols §1.10). */
    private static void everyResultCompletes(Sender sender, Inbox inbox, FeedbackReader feedback) throws Exception {
        Instant since = Instant.now();
        for (IotHubMessageResult result : List.of(IotHubMessageResult.REJECT, IotHubMessageResult.ABANDON)) {
            inbox.answer(result);
            sender.send(Sender.message("to be answered with " + result, "id-" + result, DeliveryAcknowledgement.Full));
            inbox.bodies(List.of("to be answered with " + result), "a message");
            feedback.tells("id-" + result, FeedbackStatusCode.success, since);
        }
        inbox.answer(IotHubMessageResult.COMPLETE);
    }

    /** AMQP and HTTPS have an outcome for each; what is abandoned comes again, until that was too often. */
    private static void eachResultSettles(Sender sender, Inbox inbox, FeedbackReader feedback) throws Exception {
        Instant since = Instant.now();
        inbox.answerNext(IotHubMessageResult.REJECT);
        sender.send(Sender.message("rejected", "id-REJECT", DeliveryAcknowledgement.Full));
        inbox.bodies(List.of("rejected"), "a message");
        feedback.tells("id-REJECT", FeedbackStatusCode.rejected, since);

        inbox.answerNext(IotHubMessageResult.ABANDON, IotHubMessageResult.ABANDON);
        sender.send(Sender.message("abandoned", "id-ABANDON", DeliveryAcknowledgement.Full));
        inbox.bodies(List.of("abandoned", "abandoned", "abandoned"), "a message that comes again");
        feedback.tells("id-ABANDON", FeedbackStatusCode.success, since);

        inbox.answer(IotHubMessageResult.ABANDON);
        sender.send(Sender.message("never", "id-never", DeliveryAcknowledgement.NegativeOnly));
        feedback.tells("id-never", FeedbackStatusCode.deliveryCountExceeded, since);
        inbox.bodies(Collections.nCopies(1 + MOST_DELIVERIES, "never"), "a message that comes again and again");
        inbox.answer(IotHubMessageResult.COMPLETE);
        sender.awaitEmpty();
    }

    private static void countIsExact(Sender sender, DeviceClient client, Inbox inbox, FeedbackReader feedback) throws Exception {
        client.close();
        Hub.checkEqual(sender.waiting(), 0L, "messages waiting");
        sender.send("waits 1");
        Hub.checkEqual(sender.waiting(), 1L, "messages waiting right after the send");
        String id = UUID.randomUUID().toString();
        sender.send(Sender.message("waits 2", id, DeliveryAcknowledgement.Full));
        Hub.checkEqual(sender.waiting(), 2L, "messages waiting right after the send");
        Instant opened = Instant.now();
        client.open(false);
        inbox.bodies(List.of("waits 1", "waits 2"), "what waited");
        sender.awaitEmpty();
        feedback.tells(id, FeedbackStatusCode.success, opened);
    }

    private static void batchThatIsAbandonedComesAgain(Sender sender, Inbox inbox, FeedbackReader feedback) throws Exception {
        Instant since = Instant.now();
        feedback.abandon(2);
        sender.send(Sender.message("thrice told", "thrice", DeliveryAcknowledgement.PositiveOnly));
        inbox.bodies(List.of("thrice told"), "a message");
        for (int i = 0; i < 3; i++) {
            feedback.tells("thrice", FeedbackStatusCode.success, since);
        }
    }
}
