package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.security.SaslCode;
import org.apache.qpid.proton.amqp.security.SaslInit;
import org.apache.qpid.proton.amqp.security.SaslMechanisms;
import org.apache.qpid.proton.amqp.security.SaslOutcome;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.message.Message;

import io.nave.hub.connections.MethodAnswer;
import io.nave.hub.connections.MethodRequest;
import io.nave.hub.devicebound.DeviceBoundMessage;
import io.nave.hub.devicebound.QueueId;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.json.JsonText;
import io.nave.hub.message.MessageBody;
import io.nave.hub.twins.TwinPatch;
import io.nave.hub.twins.TwinSection;
import io.nave.hub.twins.TwinWrite;

import static org.assertj.core.api.Assertions.assertThat;

/** What the SDKs' flows have in common, and what a back end does to their devices meanwhile. */
class SdkFlowWireTest extends DeviceWireTest {

    /** Opens a connection without a SASL layer. */
    RawAmqp opened(long maxFrameSize, int idleMillis, String containerId) {
        RawAmqp wire = new RawAmqp(endpoint.port);
        return opened(wire, maxFrameSize, idleMillis, containerId);
    }

    /** Chooses a SASL mechanism, then opens. */
    RawAmqp opened(String mechanism, long maxFrameSize, int idleMillis, String containerId) {
        RawAmqp wire = new RawAmqp(endpoint.port);
        wire.write(RawAmqp.SASL_HEADER);
        wire.expectHeader(RawAmqp.SASL_HEADER);
        assertThat(wire.expect(SaslMechanisms.class).getSaslServerMechanisms()).contains(Symbol.getSymbol(mechanism));
        SaslInit init = new SaslInit();
        init.setMechanism(Symbol.getSymbol(mechanism));
        wire.sendSasl(init);
        assertThat(wire.expect(SaslOutcome.class).getCode()).isEqualTo(SaslCode.OK);
        return opened(wire, maxFrameSize, idleMillis, containerId);
    }

    private static RawAmqp opened(RawAmqp wire, long maxFrameSize, int idleMillis, String containerId) {
        wire.write(RawAmqp.AMQP_HEADER);
        wire.expectHeader(RawAmqp.AMQP_HEADER);
        Open open = new Open();
        open.setContainerId(containerId);
        open.setHostname(AmqpEndpoint.HOST);
        open.setMaxFrameSize(UnsignedInteger.valueOf(maxFrameSize));
        open.setIdleTimeOut(UnsignedInteger.valueOf(idleMillis));
        wire.send(0, open);
        assertThat(wire.expect(Open.class).getIdleTimeOut().intValue()).isPositive();
        return wire;
    }

    static Message putToken(Object messageId, String name, String token) {
        Message message = Proton.message();
        message.setMessageId(messageId);
        message.setApplicationProperties(new ApplicationProperties(Map.of("operation", "put-token", "type",
                "servicebus.windows.net:sastoken", "name", name)));
        message.setBody(new AmqpValue(token));
        return message;
    }

    static void assertGranted(Message reply, Object messageId) {
        assertThat(reply.getCorrelationId()).isEqualTo(messageId);
        assertThat(reply.getApplicationProperties().getValue().get("status-code")).isEqualTo(200);
    }

    static Attach with(Attach attach, Map<String, Object> properties) {
        Map<Symbol, Object> symbols = new HashMap<>();
        properties.forEach((key, value) -> symbols.put(Symbol.getSymbol(key), value));
        attach.setProperties(symbols);
        return attach;
    }

    /** A request to the twin; annotations with a null value are sent as null. */
    static Message twinRequest(Object correlationId, String... annotations) {
        Map<Symbol, Object> symbols = new HashMap<>();
        for (int i = 0; i < annotations.length; i += 2) {
            symbols.put(Symbol.getSymbol(annotations[i]), annotations[i + 1]);
        }
        Message message = Proton.message();
        message.setCorrelationId(correlationId);
        message.setMessageAnnotations(new MessageAnnotations(symbols));
        return message;
    }

    static void assertAnswer(Message answer, Object correlationId, int status) {
        assertThat(answer.getCorrelationId()).isEqualTo(correlationId);
        assertThat(annotation(answer, "status")).isEqualTo(status);
    }

    static Object annotation(Message message, String name) {
        return message.getMessageAnnotations().getValue().get(Symbol.getSymbol(name));
    }

    static Message methodAnswer(Message request, int status, String body) {
        Message message = message(body);
        message.setCorrelationId(request.getCorrelationId());
        message.setApplicationProperties(new ApplicationProperties(Map.of("IoThub-status", status)));
        return message;
    }

    static void assertIsReboot(Message request) {
        assertThat(request.getCorrelationId()).isInstanceOf(UUID.class);
        assertThat(request.getApplicationProperties().getValue()).isEqualTo(Map.of("IoThub-methodname", "reboot"));
        assertThat(bodyOf(request)).isEqualTo("{\"delay\":5}");
    }

    CompletableFuture<MethodAnswer> invokeReboot(String device) {
        CompletableFuture<MethodAnswer> answer = new CompletableFuture<>();
        endpoint.connections.find(ClientId.of(device)).orElseThrow()
                .invoke(new MethodRequest("reboot", "{\"delay\":5}", Duration.ofMinutes(1)), answer::complete);
        return answer.orTimeout(10, TimeUnit.SECONDS);
    }

    void enqueue(String device, String body) {
        endpoint.queue.enqueue(queue(device), new DeviceBoundMessage(Map.of(), Map.of(),
                MessageBody.of(body.getBytes(StandardCharsets.UTF_8))), inAnHour()).await().indefinitely();
        endpoint.connections.messagesWaiting(ClientId.of(device));
    }

    int depth(String device) {
        return endpoint.queue.depths(List.of(queue(device))).await().indefinitely().getOrDefault(queue(device), 0);
    }

    private static QueueId queue(String device) {
        return new QueueId(new DeviceId(device), ListedAddressees.GENERATION);
    }

    void desire(String device, String json) {
        TwinPatch patch = TwinPatch.of(TwinSection.DESIRED, JsonText.object(json.getBytes(StandardCharsets.UTF_8)));
        endpoint.twins.write(ClientId.of(device), new TwinWrite(Optional.empty(), Optional.of(patch), false),
                EtagCondition.NONE).await().indefinitely();
    }

    List<String> telemetryOf(String device) {
        return endpoint.intake.messages().stream().filter(m -> m.origin().client().equals(ClientId.of(device)))
                .map(m -> textOf(m.body())).toList();
    }
}
