import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.MessageProperty;

/** The messages that a device of iot-device-client receives, in order, and how it answers them. */
final class Inbox {

    private static final Set<String> ADDED_OVER_AMQP = Set.of("iothub-app-to", "iothub-app-userId");
    private static final int QUIET = 700; // milliseconds

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final Queue<IotHubMessageResult> next = new ConcurrentLinkedQueue<>();
    private volatile IotHubMessageResult result = IotHubMessageResult.COMPLETE;

    /** For a client that is not open yet, as it subscribes when it opens. */
    Inbox(DeviceClient client) {
        client.setMessageCallback((message, context) -> receive(message), null);
    }

    private IotHubMessageResult receive(Message message) {
        messages.add(message);
        if (result == null) {
            throw new IllegalStateException("this device is not well");
        }
        IotHubMessageResult once = next.poll();
        return once == null ? result : once;
    }

    /** How it answers the next messages, one after the other, before it answers as otherwise. */
    void answerNext(IotHubMessageResult... results) {
        next.addAll(List.of(results));
    }

    /** How it answers from now on; with null its callback fails, so that the SDK does not answer at all. */
    void answer(IotHubMessageResult next) {
        this.result = next;
    }

    Message next(String what) throws InterruptedException {
        Message message = messages.poll(Sender.PATIENCE, TimeUnit.MILLISECONDS);
        Hub.check(message != null, what + " arrives");
        return message;
    }

    /** As many messages as there are bodies, which must be these in this order. */
    void bodies(List<String> expected, String what) throws InterruptedException {
        List<String> bodies = new ArrayList<>();
        for (String ignored : expected) {
            bodies.add(text(next(what + " after " + bodies)));
        }
        Hub.checkEqual(bodies, expected, what);
    }

    void noMore(String what) throws InterruptedException {
        Message message = messages.poll(QUIET, TimeUnit.MILLISECONDS);
        Hub.check(message == null, what + ", but there was " + (message == null ? "" : text(message)));
    }

    static String text(Message message) {
        return new String(message.getBytes(), StandardCharsets.UTF_8);
    }

    /** Application properties by their names, sorted, without what the SDK itself adds of the others over AMQP (device-protocols §2.8). */
    static Map<String, String> properties(Message message) {
        Map<String, String> properties = new TreeMap<>();
        for (MessageProperty property : message.getProperties()) {
            properties.put(property.getName(), property.getValue());
        }
        if (Hub.IS_AMQP) {
            properties.keySet().removeAll(ADDED_OVER_AMQP);
        }
        return properties;
    }
}
