package io.nave.hub.expression;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.id.ClientId;
import io.nave.hub.json.JsonText;
import io.nave.hub.message.AuthMethod;
import io.nave.hub.message.DeviceMessage;
import io.nave.hub.message.MessageBody;
import io.nave.hub.message.MessageOrigin;
import io.nave.hub.message.SystemProperty;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A message of device d1 that tests of conditions fill in. */
final class Messages {

    private final Map<SystemProperty, String> system = new EnumMap<>(SystemProperty.class);
    private final Map<String, String> application = new LinkedHashMap<>();
    private byte[] body = new byte[0];
    private ClientId client = ClientId.of("d1");
    private long receivedAt = 1_654_556_166_123L;
    private Supplier<JsonNode> twin = DeviceMessageView.NO_TWIN;

    /** Without any properties and with an empty body. */
    static Messages empty() {
        return new Messages();
    }

    /** With the properties of the test vectors. */
    static Messages ofVectors() {
        return empty().property("key1", "value1").property("key2", "3").property("key3", "VALUE3")
                .property("null_value", DeviceMessage.NO_VALUE).property("$contentType", "spoofed").property("$own", "mine");
    }

    /** With a JSON object as its body. */
    static Messages ofJson(String json) {
        return empty().system(SystemProperty.CONTENT_TYPE, "application/json").system(SystemProperty.CONTENT_ENCODING, "utf-8")
                .body(json.getBytes(UTF_8));
    }

    Messages property(String name, String value) {
        application.put(name, value);
        return this;
    }

    Messages system(SystemProperty property, String value) {
        system.put(property, value);
        return this;
    }

    Messages body(byte[] bytes) {
        this.body = bytes;
        return this;
    }

    Messages twin(String json) {
        this.twin = () -> JsonText.object(json.getBytes(UTF_8));
        return this;
    }

    Messages twin(Supplier<JsonNode> supplier) {
        this.twin = supplier;
        return this;
    }

    Messages from(ClientId sender) {
        this.client = sender;
        return this;
    }

    Messages receivedAt(long millis) {
        this.receivedAt = millis;
        return this;
    }

    Evaluation evaluation() {
        DeviceMessage message = new DeviceMessage(new MessageOrigin(client, "g1", AuthMethod.DEVICE_SAS), receivedAt, system,
                application, MessageBody.of(body));
        return new Evaluation(new DeviceMessageView(message, twin));
    }

    /** What a condition says of it. */
    Outcome says(String condition) {
        return compiled(condition).evaluate(evaluation());
    }

    /** What a condition about changed twins says of it. */
    Outcome saysOfChange(String condition) {
        return valid(RouteCondition.compileForTwinChanges(condition)).evaluate(evaluation());
    }

    static RouteCondition compiled(String condition) {
        return valid(RouteCondition.compile(condition));
    }

    private static RouteCondition valid(Compilation compilation) {
        return switch (compilation) {
            case Compilation.Valid(RouteCondition condition) -> condition;
            case Compilation.Invalid invalid -> throw new AssertionError(invalid.errors().toString());
        };
    }
}
