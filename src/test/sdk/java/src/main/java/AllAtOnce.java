import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.service.messaging.DeliveryAcknowledgement;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackStatusCode;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/** One device of iot-device-client with messages, methods, twin and telemetry on one connection, all at the same time. */
public final class AllAtOnce {

    private static final int COUNT = 30;

    public static void main(String[] args) throws Exception {
        Device registered = Hub.createDevice("java-all-at-once");
        String id = registered.getDeviceId();
        DeviceClient client = Hub.newClient(registered);
        Inbox inbox = new Inbox(client);
        client.open(false);
        TwinDevice twin = new TwinDevice(client).subscribe();
        client.subscribeToMethods(
                (name, payload, context) -> new DirectMethodResponse(200, "answer to " + payload.getPayload(String.class)), null,
                Sender.PATIENCE);
        MethodCaller caller = new MethodCaller(id);
        ServiceTwin service = new ServiceTwin(id);
        Instant since = Instant.now();
        try (Sender sender = new Sender(id); FeedbackReader feedback = new FeedbackReader(registered)) {
            together(List.of(
                    i -> sender.send("message " + i),
                    i -> caller.check("x", "call " + i, 200, "answer to call " + i),
                    i -> service.desire(Map.of("i", (long) i)),
                    i -> twin.report(Map.of("i", (long) i)),
                    i -> client.sendEvent(new Message("event " + i), Sender.PATIENCE)));
            sender.send(Sender.message("last", "last", DeliveryAcknowledgement.Full));
            inbox.bodies(IntStream.range(0, COUNT).mapToObj(i -> "message " + i).toList(), "messages");
            inbox.bodies(List.of("last"), "the last message");
            feedback.tells("last", FeedbackStatusCode.success, since);
            sender.awaitEmpty();
        }
        for (int i = 0; i < COUNT; i++) {
            twin.changes(Map.of("i", (long) i), i + 2);
        }
        twin.checkTwin(Map.of("i", COUNT - 1L), COUNT + 1, Map.of("i", COUNT - 1L), COUNT + 1);
        inbox.noMore("each message once");
        twin.noMoreChanges("each change once");
        client.close();
        System.exit(0);
    }

    private interface Step {
        void take(int i) throws Exception;
    }

    /** Takes every kind of step one after the other, and the kinds at the same time. */
    private static void together(List<Step> kinds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(kinds.size());
        List<Callable<Void>> loops = new ArrayList<>();
        for (Step kind : kinds) {
            loops.add(() -> {
                for (int i = 0; i < COUNT; i++) {
                    kind.take(i);
                }
                return null;
            });
        }
        for (Future<Void> loop : threads.invokeAll(loops, 2 * Sender.PATIENCE, TimeUnit.MILLISECONDS)) {
            loop.get();
        }
        threads.shutdown();
    }
}
