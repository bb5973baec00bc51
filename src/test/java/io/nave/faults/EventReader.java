package io.nave.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.message.Message;

import io.nave.hubprocess.HubProcess;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.proton.ProtonClient;
import io.vertx.proton.ProtonClientOptions;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSender;

/** Reads the whole log through the built-in endpoint with a plain AMQP 1.0 client (service-protocols §7). */
public final class EventReader implements AutoCloseable {

    private static final String EVENT_HUB = "nave";
    private static final Symbol SELECTOR = Symbol.valueOf("apache.org:selector-filter:string");
    private static final Symbol SEQUENCE_NUMBER = Symbol.valueOf("x-opt-sequence-number");
    private static final Symbol DEVICE_ID = Symbol.valueOf("iothub-connection-device-id");
    private static final int PATIENCE_SECONDS = 60;

    private final Vertx vertx = Vertx.vertx();
    private final ProtonConnection connection;

    /** An event as the endpoint delivered it; its application properties are empty if it has none. */
    public record Event(String partition, long sequenceNumber, String deviceId, Map<?, ?> properties, byte[] body) {
    }

    /** The filter that starts at the beginning (service-protocols §7.6). */
    private record FromTheStart() implements DescribedType {
        @Override
        public Object getDescriptor() {
            return SELECTOR;
        }

        @Override
        public Object getDescribed() {
            return "amqp.annotation.x-opt-offset > '-1'";
        }
    }

    private EventReader(HubProcess hub, String policy, String key) {
        ProtonClientOptions options = new ProtonClientOptions().setSsl(true)
                .setHostnameVerificationAlgorithm("HTTPS").addEnabledSaslMechanism("PLAIN");
        options.setTrustOptions(new PemTrustOptions().addCertPath(hub.caCertificate().toString()));
        CompletableFuture<ProtonConnection> opened = new CompletableFuture<>();
        ProtonClient.create(vertx).connect(options, hub.host(), hub.amqpPort(), policy, key,
                connected -> {
                    if (connected.failed()) {
                        opened.completeExceptionally(connected.cause());
                    } else {
                        connected.result().openHandler(open -> complete(opened, open.result(), open.cause())).open();
                    }
                });
        this.connection = await(opened);
    }

    public static EventReader connect(HubProcess hub) {
        return connect(hub, HubProcess.OWNER, hub.ownerKey());
    }

    /** Opens a connection with SASL PLAIN, a policy's name and its key as it is (service-protocols §7.2). */
    static EventReader connect(HubProcess hub, String policy, String key) {
        return new EventReader(hub, policy, key);
    }

    /** Every event of every partition, each partition's in the order of delivery. */
    public List<Event> readAll() {
        List<Event> all = new ArrayList<>();
        for (Object partition : (Object[]) manage("com.microsoft:eventhub", Map.of()).get("partition_ids")) {
            all.addAll(read((String) partition));
        }
        return all;
    }

    private List<Event> read(String partition) {
        Map<?, ?> state = manage("com.microsoft:partition", Map.of("partition", partition));
        long last = (Long) state.get("last_enqueued_sequence_number");
        boolean empty = (Boolean) state.get("is_partition_empty");
        return empty ? List.of() : await(inContext(result -> receive(partition, last, result)));
    }

    private void receive(String partition, long last, CompletableFuture<List<Event>> result) {
        List<Event> events = new ArrayList<>();
        ProtonReceiver receiver = connection
                .createReceiver(EVENT_HUB + "/ConsumerGroups/$Default/Partitions/" + partition);
        ((Source) receiver.getSource()).setFilter(Map.of(SELECTOR, new FromTheStart()));
        receiver.closeHandler(closed -> result
                .completeExceptionally(new IllegalStateException("The hub closed the link of partition " + partition
                        + " after " + events.size() + " events: " + receiver.getRemoteCondition())));
        receiver.handler((delivery, message) -> {
            events.add(event(partition, message));
            if (events.getLast().sequenceNumber() >= last) {
                result.complete(List.copyOf(events));
            }
        });
        receiver.open();
    }

    private static Event event(String partition, Message message) {
        Map<Symbol, Object> annotations = message.getMessageAnnotations().getValue();
        Binary body = ((Data) message.getBody()).getValue();
        byte[] bytes = new byte[body.getLength()];
        body.asByteBuffer().get(bytes);
        ApplicationProperties properties = message.getApplicationProperties();
        return new Event(partition, (Long) annotations.get(SEQUENCE_NUMBER), (String) annotations.get(DEVICE_ID),
                properties == null ? Map.of() : properties.getValue(), bytes);
    }

    /** One READ on $management (service-protocols §7.4). */
    private Map<?, ?> manage(String type, Map<String, String> more) {
        return await(inContext(result -> request(type, more, result)));
    }

    private void request(String type, Map<String, String> more, CompletableFuture<Map<?, ?>> result) {
        String replyTo = "reply-" + java.util.UUID.randomUUID();
        Message request = Message.Factory.create();
        request.setMessageId(replyTo);
        request.setReplyTo(replyTo);
        Map<String, Object> properties = new java.util.HashMap<>(more);
        properties.putAll(Map.of("operation", "READ", "name", EVENT_HUB, "type", type));
        request.setApplicationProperties(new ApplicationProperties(properties));
        ProtonReceiver receiver = connection.createReceiver("$management");
        ((Target) receiver.getTarget()).setAddress(replyTo);
        receiver.handler((delivery, answer) -> {
            complete(result, (Map<?, ?>) ((AmqpValue) answer.getBody()).getValue(), null);
            receiver.close();
        });
        ProtonSender sender = connection.createSender("$management");
        receiver.openHandler(opened -> sender.openHandler(ready -> sender.send(request)).open()).open();
    }

    private <T> CompletableFuture<T> inContext(java.util.function.Consumer<CompletableFuture<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        connection.disconnectHandler(
                gone -> result.completeExceptionally(new IllegalStateException("The hub closed the connection")));
        vertx.getOrCreateContext();
        contextOf(connection).runOnContext(go -> task.accept(result));
        return result;
    }

    private static io.vertx.core.Context contextOf(ProtonConnection connection) {
        return ((io.vertx.proton.impl.ProtonConnectionImpl) connection).getContext();
    }

    private static <T> void complete(CompletableFuture<T> result, T value, Throwable failure) {
        if (failure == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(failure);
        }
    }

    private static <T> T await(CompletableFuture<T> result) {
        return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
